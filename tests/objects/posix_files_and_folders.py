import os, tempfile, stat
with tempfile.TemporaryDirectory() as d:
    p = os.path.join(d, 'f.txt')
    with open(p, 'w') as f: f.write('hello')
    os.mkdir(os.path.join(d, 'sub')); os.symlink('f.txt', os.path.join(d, 'link'))
    print(sorted(os.listdir(d)), os.stat(p).st_size, stat.filemode(os.stat(os.path.join(d, 'sub')).st_mode)[0], os.readlink(os.path.join(d, 'link')))
    print(sorted((e.name, e.is_file(), e.is_dir(), e.is_symlink()) for e in os.scandir(d)))
    os.rename(p, p + '2'); print(os.path.exists(p), os.path.islink(os.path.join(d, 'link')), os.access(p + '2', os.R_OK))
    os.utime(p + '2', (1, 2)); print(os.stat(p + '2').st_mtime, os.stat(p + '2').st_atime_ns)
    for f in (lambda: os.stat(p), lambda: os.mkdir(d), lambda: os.rmdir(d), lambda: os.listdir(p + '2'), lambda: os.stat(1.5)):
        try:
            f()
        except Exception as e:
            print(type(e).__name__, str(e).replace(d, 'D'))
print(os.path.exists(d), os.path.normpath('a/../b//./c/..'), os.fspath('x'), os.strerror(2))
