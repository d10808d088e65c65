import sys
seen = []


def hook(event, args):
    if event.startswith("my."):
        seen.append((event, args))
        if event == "my.stop":
            raise RuntimeError("stopped")


sys.addaudithook(hook)
sys.audit("my.event", 1, "x")
try:
    sys.audit("my.stop")
except RuntimeError as e:
    print(e)
print(seen)
