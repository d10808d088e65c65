import pathlib, tempfile, shutil, glob, os, configparser, io, linecache
with tempfile.TemporaryDirectory() as d:
    p = pathlib.Path(d) / "sub" / "a.txt"
    p.parent.mkdir(); p.write_text("one\ntwo\n", encoding="utf-8")
    print(p.read_text().split(), p.name, p.stem, p.suffix, p.relative_to(d), p.exists(), p.is_dir(), p.stat().st_size)
    shutil.copytree(p.parent, pathlib.Path(d) / "copy"); shutil.copy(p, p.with_suffix(".bak"))
    print(sorted(str(x.relative_to(d)) for x in pathlib.Path(d).rglob("*")), sorted(glob.glob("**/*.txt", root_dir=d, recursive=True)))
    shutil.move(str(p), os.path.join(d, "moved")); shutil.rmtree(p.parent)
    print(sorted(os.listdir(d)), linecache.getline(os.path.join(d, "moved"), 2))
    with tempfile.NamedTemporaryFile("w+", dir=d, suffix=".x") as f:
        f.write("q"); f.seek(0); print(f.read(), f.name.endswith(".x"))
    print(os.path.basename(shutil.make_archive(os.path.join(d, "z"), "zip", os.path.join(d, "copy"))))
print(pathlib.PurePosixPath("/a/b/../c").parts, pathlib.PurePath("a") / "b", list(pathlib.PurePath("/a/b/c").parents), pathlib.PurePath("x.py").match("*.py"))
print(pathlib.PureWindowsPath("c:\\a\\b").drive, shutil.which("sh") is not None)
try: pathlib.Path("/nonexistent/x").read_text()
except OSError as e: print(e)
c = configparser.ConfigParser(); c.read_string("[a]\nx = 1\ny = %(x)s2\n[DEFAULT]\nz: yes\n")
print(c.sections(), c["a"].getint("y"), c.getboolean("a", "z"), dict(c["a"])); o = io.StringIO(); c.write(o); print(o.getvalue())
