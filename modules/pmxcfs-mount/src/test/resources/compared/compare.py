#!/usr/bin/env python3
"""Makes the same calls at random in two directories, one of the mount and one of another file system, and ends with
status 1 at the first that has another result:

  compare.py MOUNTED PLAIN SEED STEPS

Files are also put, removed and renamed in other ways than through the mount: it says "ask COMMAND" for that, with a path
in the mount, and waits for a line that has the answer. What the kernel keeps of files is to follow in time.

Left out is what the tree has otherwise than Linux: larger files than 1 MiB, names for directories that have entries,
links, modes and owners.
"""
import errno, os, random, stat, sys, time

LIMIT = 1 << 20
PATIENCE = 60
DIRECTORIES = ['', 'p', 'q', 'p/r']
NAMES = ['a', 'b', 'c', 'p', 'q', 'r']


class Comparison:
    def __init__(self, mounted, plain, seed):
        self.roots = (mounted, plain)
        self.seed = seed
        self.random = random.Random(seed)
        self.handles = []                       # pairs of descriptors, with the path they were opened by
        self.calls = []

    # ---- what is called in both

    def attempt(self, call, i):
        try:
            return call(i)
        except OSError as e:
            return errno.errorcode[e.errno]

    def both(self, what, call):
        """The result, which is the same in both; call takes 0 for the mount and 1 for the other."""
        results = [self.attempt(call, i) for i in (0, 1)]
        self.calls.append(f'{what} = {str(results[0])[:60]}')
        if results[0] != results[1]:
            self.differ(what, results)
        return results[0]

    def differ(self, what, results):
        print('\n'.join(self.calls[-40:]))
        print(f'seed {self.seed}, call {len(self.calls)}: {what}: '
              f'{str(results[0])[:200]} in the mount, {str(results[1])[:200]} elsewhere')
        sys.exit(1)

    def soon(self, what, call):
        """As both, once the kernel has been told."""
        end = time.monotonic() + PATIENCE
        while (results := [self.attempt(call, i) for i in (0, 1)])[0] != results[1]:
            if time.monotonic() > end:
                self.differ(what, results)

    def at(self, path):
        return lambda i: os.path.join(self.roots[i], path)

    def path(self):
        return os.path.join(self.random.choice(DIRECTORIES), self.random.choice(NAMES))

    def handle(self):
        return self.random.choice(self.handles)

    def length(self):
        edges = [0, 1, 511, 512, 4095, 4096, 4097, 65535, 65536, 65537, 131072, 200000]
        return self.random.choice(edges) if self.random.random() < .3 else self.random.randrange(1, 5000)

    def data(self):
        return bytes([self.random.randrange(97, 123)]) * self.length()

    # ---- steps

    def open(self):
        path = self.path()
        flags = self.random.choice([os.O_RDONLY, os.O_WRONLY, os.O_RDWR, os.O_RDWR])
        flags |= self.random.choice([0, os.O_CREAT, os.O_CREAT, os.O_CREAT | os.O_EXCL])
        flags |= self.random.choice([0, 0, os.O_TRUNC, os.O_APPEND])
        opened = [None, None]

        def call(i):
            opened[i] = os.open(self.at(path)(i), flags, 0o644)
            return 'a descriptor'

        if self.both(f'open {path} {flags:o}', call) == 'a descriptor':
            self.handles.append((opened, path))
            if stat.S_ISDIR(os.fstat(opened[0]).st_mode) or len(self.handles) > 8:
                self.close(-1)

    def close(self, index=0):
        if self.handles:
            opened, path = self.handles.pop(index)
            self.both(f'close {path}', lambda i: os.close(opened[i]))

    def write(self):
        opened, path = self.handle()
        data, offset = self.data(), self.random.choice([None, None, self.random.randrange(400_000)])
        ends = [os.lseek(fd, 0, os.SEEK_CUR) + os.fstat(fd).st_size for fd in opened]
        if max(ends) + (offset or 0) + len(data) >= LIMIT:
            return
        if offset is None:
            self.both(f'write {path} {len(data)}', lambda i: os.write(opened[i], data))
        else:
            self.both(f'pwrite {path} {len(data)} at {offset}', lambda i: os.pwrite(opened[i], data, offset))

    def read(self):
        opened, path = self.handle()
        length, offset = self.length(), self.random.choice([None, 0, self.random.randrange(400_000)])
        if offset is None:
            self.both(f'read {path} {length}', lambda i: os.read(opened[i], length))
        else:
            self.both(f'pread {path} {length} at {offset}', lambda i: os.pread(opened[i], length, offset))

    def seek(self):
        opened, path = self.handle()
        offset, whence = self.random.randrange(5000), self.random.randrange(3)
        self.both(f'lseek {path} {offset} {whence}', lambda i: os.lseek(opened[i], offset, whence))

    def sync(self):
        opened, path = self.handle()
        self.both(f'fsync {path}', lambda i: os.fsync(opened[i]))

    def resize_open(self):
        opened, path = self.handle()
        length = self.length()
        self.both(f'ftruncate {path} {length}', lambda i: os.ftruncate(opened[i], length))

    def look_open(self):
        opened, path = self.handle()
        self.both(f'fstat {path}', lambda i: self.shown(os.fstat(opened[i])))

    def resize(self):
        path, length = self.path(), self.length()
        self.both(f'truncate {path} {length}', lambda i: os.truncate(self.at(path)(i), length))

    def make_directory(self):
        path = self.path()
        self.both(f'mkdir {path}', lambda i: os.mkdir(self.at(path)(i)))

    def remove_directory(self):
        path = self.path()
        self.both(f'rmdir {path}', lambda i: os.rmdir(self.at(path)(i)))

    def remove(self):
        path = self.path()
        self.both(f'unlink {path}', lambda i: os.unlink(self.at(path)(i)))

    def rename(self):
        source, target = self.path(), self.path()
        plain = self.at(source)(1)
        if not os.path.isdir(plain) or not os.listdir(plain):
            self.both(f'rename {source} {target}', lambda i: os.rename(self.at(source)(i), self.at(target)(i)))

    @staticmethod
    def shown(status):
        is_file = stat.S_ISREG(status.st_mode)
        return stat.S_IFMT(status.st_mode), (status.st_size, status.st_nlink) if is_file else None

    def look(self):
        path = self.path()
        self.both(f'stat {path}', lambda i: self.shown(os.lstat(self.at(path)(i))))

    def list(self):
        path = self.random.choice(DIRECTORIES)
        self.both(f'list {path}', lambda i: sorted(os.listdir(self.at(path)(i))))

    def content(self, path):
        def call(i):
            with open(self.at(path)(i), 'rb') as file:
                return file.read()
        return call

    def show(self):
        path = self.path()
        self.both(f'cat {path}', self.content(path))

    # ---- in other ways

    def otherwise(self):
        path, target = self.path(), self.path()
        plain = self.at(path)(1)
        directory = os.path.basename(self.roots[0])
        if os.path.isdir(plain) or not os.path.isdir(os.path.dirname(plain)):
            return
        kind = self.random.choice(['put', 'put', 'delete', 'rename'])
        if kind == 'put':
            text = self.random.choice('xyz') * self.random.randrange(1, 2000)
            self.ask(f'put {directory}/{path} {text}')
            with open(plain, 'w') as file:
                file.write(text)
        elif not os.path.exists(plain):
            return
        elif kind == 'delete':
            self.ask(f'delete {directory}/{path}')
            os.unlink(plain)
        else:
            to = self.at(target)(1)
            if os.path.isdir(to) or not os.path.isdir(os.path.dirname(to)):
                return
            self.ask(f'rename {directory}/{path} {directory}/{target}')
            os.rename(plain, to)
        for each in (path, target):
            self.soon(f'stat {each} afterwards', lambda i: self.shown(os.lstat(self.at(each)(i))))
        for opened, name in self.handles:
            self.soon(f'fstat {name} afterwards', lambda i: self.shown(os.fstat(opened[i])))

    def ask(self, command):
        self.calls.append(command[:80])
        print('ask', command, flush=True)
        answer = sys.stdin.readline().strip()
        if answer != 'ok':
            self.differ(command[:80], [answer, 'ok'])

    # ---- all of it

    def everything(self, i):
        found = []
        for directory, _, files in os.walk(self.roots[i]):
            found.append((os.path.relpath(directory, self.roots[i]), sorted(files)))
            for name in files:
                path = os.path.relpath(os.path.join(directory, name), self.roots[i])
                found.append((path, self.shown(os.lstat(self.at(path)(i))), self.content(path)(i)))
        return sorted(found, key=str)

    def run(self, steps):
        on_handles = [self.write] * 6 + [self.read] * 4 + [self.seek, self.sync, self.resize_open, self.look_open, self.close]
        on_paths = [self.open] * 5 + [self.rename] * 2 + [self.remove, self.make_directory, self.remove_directory, self.resize,
                                                          self.look, self.list, self.show, self.otherwise]
        for _ in range(steps):
            choices = on_handles + on_paths if self.handles else on_paths
            self.random.choice(choices)()
        while self.handles:
            self.close()
        self.both('everything', self.everything)


Comparison(sys.argv[1], sys.argv[2], int(sys.argv[3])).run(int(sys.argv[4]))
print('same')
