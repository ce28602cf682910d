-- the database that the cases of recording 11 begin with
CREATE TABLE tree (  inode INTEGER PRIMARY KEY NOT NULL,  parent INTEGER NOT NULL CHECK(typeof(parent)=='integer'),  version INTEGER NOT NULL CHECK(typeof(version)=='integer'),  writer INTEGER NOT NULL CHECK(typeof(writer)=='integer'),  mtime INTEGER NOT NULL CHECK(typeof(mtime)=='integer'),  type INTEGER NOT NULL CHECK(typeof(type)=='integer'),  name TEXT NOT NULL,  data BLOB);
INSERT INTO tree VALUES(0,0,9,0,1795534132,8,'__version__',NULL);
INSERT INTO tree VALUES(2,0,2,0,1795534132,4,'nodes',NULL);
INSERT INTO tree VALUES(3,2,3,0,1795534132,4,'testnode',NULL);
INSERT INTO tree VALUES(4,3,4,0,1795534132,4,'qemu-server',NULL);
INSERT INTO tree VALUES(5,4,6,0,1795534132,8,'100.conf',X'6e616d653a20610a');
INSERT INTO tree VALUES(7,0,8,0,1795534132,8,'storage.cfg',X'780a');
INSERT INTO tree VALUES(9,3,9,0,1795534132,4,'lxc',NULL);
