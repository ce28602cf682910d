package dev.qbipc.fuse.session;

import dev.qbipc.fuse.FileSystem;
import dev.qbipc.fuse.wire.InHeader;
import dev.qbipc.fuse.wire.Opcode;
import dev.qbipc.fuse.wire.request.CreateIn;
import dev.qbipc.fuse.wire.request.FlushIn;
import dev.qbipc.fuse.wire.request.FsyncIn;
import dev.qbipc.fuse.wire.request.GetattrIn;
import dev.qbipc.fuse.wire.request.LinkIn;
import dev.qbipc.fuse.wire.request.MkdirIn;
import dev.qbipc.fuse.wire.request.MknodIn;
import dev.qbipc.fuse.wire.request.OpenIn;
import dev.qbipc.fuse.wire.request.ReadIn;
import dev.qbipc.fuse.wire.request.ReleaseIn;
import dev.qbipc.fuse.wire.request.Rename2In;
import dev.qbipc.fuse.wire.request.RenameIn;
import dev.qbipc.fuse.wire.request.SetattrIn;
import dev.qbipc.fuse.wire.request.WriteIn;
import dev.qbipc.linux.Errno;
import java.nio.ByteBuffer;

/**
 * Makes a call of the file system out of each request that has an answer. Methods return false for
 * a request that is malformed: nothing has been called then. For one reader.
 */
final class Calls {

  /** What the kernel takes as a link's target. */
  private static final int MAX_TARGET = 4095;

  /** Among those of O_SYNC, too. */
  private static final int O_DSYNC = 010000;

  private static final int O_APPEND = 02000;

  private final FileSystem files;
  private final Incoming request;
  private final ReaderAnswer answer;
  private final int maxData;

  /**
   * Calls for what a reader reads.
   *
   * @param maxData the most bytes that an answer has room for
   */
  Calls(FileSystem files, Incoming request, ReaderAnswer answer, int maxData) {
    this.files = files;
    this.request = request;
    this.answer = answer;
    this.maxData = maxData;
  }

  /** The nine that come most are told apart first. */
  boolean call(int opcode) {
    return switch (opcode) {
      case Opcode.LOOKUP -> lookup();
      case Opcode.GETATTR -> getattr();
      case Opcode.OPEN -> open();
      case Opcode.READ -> read();
      case Opcode.WRITE -> write();
      case Opcode.FLUSH -> flush();
      case Opcode.RELEASE -> release();
      case Opcode.READDIR -> readdir();
      case Opcode.SETATTR -> setattr();
      default -> more(opcode);
    };
  }

  private boolean more(int opcode) {
    return switch (opcode) {
      case Opcode.CREATE -> create();
      case Opcode.MKNOD -> mknod();
      case Opcode.MKDIR -> mkdir();
      case Opcode.SYMLINK -> symlink();
      case Opcode.LINK -> link();
      case Opcode.UNLINK -> unlink();
      case Opcode.RMDIR -> rmdir();
      case Opcode.RENAME -> rename();
      case Opcode.RENAME2 -> renameWithFlags();
      case Opcode.READLINK -> readlink();
      case Opcode.OPENDIR -> opendir();
      case Opcode.RELEASEDIR -> releasedir();
      case Opcode.FSYNC, Opcode.FSYNCDIR -> fsync(opcode == Opcode.FSYNCDIR);
      case Opcode.STATFS -> statfs();
      default -> {
        answer.error(Errno.ENOSYS);
        yield true;
      }
    };
  }

  private long node() {
    return InHeader.nodeid(request.bytes());
  }

  /**
   * Longer names come from kernels since 6.14, which may ask for them once pages are negotiated.
   */
  private boolean areShort() {
    if (request.hasLongName()) {
      answer.error(Errno.ENAMETOOLONG);
    }
    return !request.hasLongName();
  }

  private boolean lookup() {
    boolean valid = request.readName(0);
    if (valid && areShort()) {
      files.lookup(request.caller, node(), request.name, answer);
    }
    return valid;
  }

  private boolean getattr() {
    boolean valid = request.hasBody(GetattrIn.SIZE);
    if (valid) {
      ByteBuffer in = request.bytes();
      long handle = GetattrIn.hasFh(in) ? GetattrIn.fh(in) : FileSystem.NO_HANDLE;
      files.getattr(request.caller, node(), handle, answer);
    }
    return valid;
  }

  private boolean setattr() {
    boolean valid =
        request.hasBody(SetattrIn.SIZE)
            && (!request.change.hasSize() || request.change.size() >= 0);
    if (valid) {
      files.setattr(request.caller, node(), request.change, answer);
    }
    return valid;
  }

  private boolean open() {
    boolean valid = request.hasBody(OpenIn.SIZE);
    if (valid) {
      files.open(request.caller, node(), OpenIn.flags(request.bytes()), answer);
    }
    return valid;
  }

  private boolean read() {
    ByteBuffer in = request.bytes();
    boolean valid = request.hasBody(ReadIn.SIZE) && ReadIn.offset(in) >= 0 && ReadIn.size(in) >= 0;
    if (valid) {
      int size = Math.min(ReadIn.size(in), maxData);
      answer.limit(size);
      files.read(request.caller, node(), ReadIn.fh(in), ReadIn.offset(in), size, answer);
    }
    return valid;
  }

  private boolean write() {
    ByteBuffer in = request.bytes();
    if (!request.hasBody(WriteIn.SIZE) || WriteIn.offset(in) < 0) {
      return false;
    }
    ByteBuffer data = request.data(WriteIn.SIZE, WriteIn.size(in));
    boolean valid = data != null;
    if (valid) {
      // the kernel's own pages have their place, whoever has mapped them
      boolean appends = (WriteIn.flags(in) & O_APPEND) != 0 && !WriteIn.isOfPages(in);
      answer.limit(WriteIn.size(in), (WriteIn.flags(in) & O_DSYNC) != 0, appends);
      files.write(request.caller, node(), WriteIn.fh(in), WriteIn.offset(in), data, answer);
    }
    return valid;
  }

  private boolean flush() {
    boolean valid = request.hasBody(FlushIn.SIZE);
    if (valid) {
      files.flush(request.caller, node(), FlushIn.fh(request.bytes()), answer);
    }
    return valid;
  }

  private boolean release() {
    boolean valid = request.hasBody(ReleaseIn.SIZE);
    if (valid) {
      files.release(request.caller, node(), ReleaseIn.fh(request.bytes()), answer);
    }
    return valid;
  }

  private boolean readdir() {
    ByteBuffer in = request.bytes();
    boolean valid = request.hasBody(ReadIn.SIZE) && ReadIn.size(in) >= 0;
    if (valid) {
      answer.limit(Math.min(ReadIn.size(in), maxData));
      files.readdir(request.caller, node(), ReadIn.fh(in), ReadIn.offset(in), answer);
    }
    return valid;
  }

  private boolean create() {
    boolean valid = request.readName(CreateIn.SIZE);
    if (valid && areShort()) {
      ByteBuffer in = request.bytes();
      int flags = CreateIn.flags(in);
      files.create(request.caller, node(), request.name, flags, CreateIn.mode(in), answer);
    }
    return valid;
  }

  private boolean mknod() {
    boolean valid = request.readName(MknodIn.SIZE);
    if (valid && areShort()) {
      ByteBuffer in = request.bytes();
      int mode = MknodIn.mode(in);
      files.mknod(request.caller, node(), request.name, mode, MknodIn.rdev(in), answer);
    }
    return valid;
  }

  private boolean mkdir() {
    boolean valid = request.readName(MkdirIn.SIZE);
    if (valid && areShort()) {
      int mode = MkdirIn.mode(request.bytes());
      files.mkdir(request.caller, node(), request.name, mode, answer);
    }
    return valid;
  }

  private boolean symlink() {
    boolean valid = request.readNameAndTarget();
    if (valid && areShort()) {
      files.symlink(request.caller, node(), request.name, request.otherName, answer);
    }
    return valid;
  }

  private boolean link() {
    boolean valid = request.readName(LinkIn.SIZE);
    if (valid && areShort()) {
      long existing = LinkIn.oldnodeid(request.bytes());
      files.link(request.caller, existing, node(), request.name, answer);
    }
    return valid;
  }

  private boolean unlink() {
    boolean valid = request.readName(0);
    if (valid && areShort()) {
      files.unlink(request.caller, node(), request.name, answer);
    }
    return valid;
  }

  private boolean rmdir() {
    boolean valid = request.readName(0);
    if (valid && areShort()) {
      files.rmdir(request.caller, node(), request.name, answer);
    }
    return valid;
  }

  private boolean rename() {
    boolean valid = request.readNames(RenameIn.SIZE);
    if (valid && areShort()) {
      renamed(RenameIn.newdir(request.bytes()), 0);
    }
    return valid;
  }

  private boolean renameWithFlags() {
    boolean valid = request.readNames(Rename2In.SIZE);
    if (valid && areShort()) {
      renamed(Rename2In.newdir(request.bytes()), Rename2In.flags(request.bytes()));
    }
    return valid;
  }

  private void renamed(long newDirectory, int flags) {
    files.rename(
        request.caller, node(), request.name, newDirectory, request.otherName, flags, answer);
  }

  private boolean readlink() {
    answer.limit(MAX_TARGET);
    files.readlink(request.caller, node(), answer);
    return true;
  }

  private boolean opendir() {
    boolean valid = request.hasBody(OpenIn.SIZE);
    if (valid) {
      files.opendir(request.caller, node(), OpenIn.flags(request.bytes()), answer);
    }
    return valid;
  }

  private boolean releasedir() {
    boolean valid = request.hasBody(ReleaseIn.SIZE);
    if (valid) {
      files.releasedir(request.caller, node(), ReleaseIn.fh(request.bytes()), answer);
    }
    return valid;
  }

  private boolean fsync(boolean isDirectory) {
    boolean valid = request.hasBody(FsyncIn.SIZE);
    if (valid) {
      ByteBuffer in = request.bytes();
      boolean dataOnly = FsyncIn.isDataOnly(in);
      if (isDirectory) {
        files.fsyncdir(request.caller, node(), FsyncIn.fh(in), dataOnly, answer);
      } else {
        files.fsync(request.caller, node(), FsyncIn.fh(in), dataOnly, answer);
      }
    }
    return valid;
  }

  private boolean statfs() {
    files.statfs(request.caller, node(), answer);
    return true;
  }
}
