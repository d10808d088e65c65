import os, tempfile, stat
with tempfile.TemporaryDirectory() as d:
    p = os.path.join(d, "a", "b")
    os.makedirs(p)
    for n in ("x.txt", "y.txt"):
        with open(os.path.join(p, n), "w") as f:
            f.write(n * 3)
    print(sorted(os.listdir(p)), os.path.getsize(os.path.join(p, "x.txt")))
    os.rename(os.path.join(p, "x.txt"), os.path.join(p, "z.txt"))
    for root, dirs, files in os.walk(d):
        print(os.path.relpath(root, d), sorted(dirs), sorted(files))
    print(sorted((e.name, e.is_file()) for e in os.scandir(p)))
    print(stat.S_ISDIR(os.stat(p).st_mode), os.access(p, os.R_OK))
    os.symlink("z.txt", os.path.join(p, "link"))
    print(os.readlink(os.path.join(p, "link")), os.path.islink(os.path.join(p, "link")))
    try:
        os.rmdir(p)
    except OSError as e:
        print(type(e).__name__, e.errno)
print(os.path.exists(d), os.path.splitext("a/b.tar.gz"), os.path.normpath("a/../b//c/."))
os.environ["KR_TEST"] = "1"
print(os.getenv("KR_TEST"), os.environ.get("KR_NONE", "-"), os.sep, os.linesep.encode())
r, w = os.pipe()
os.write(w, b"pipe"); os.close(w)
print(os.read(r, 10)); os.close(r)
