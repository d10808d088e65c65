import pickle

data = bytearray(b"some data")
buffer = pickle.PickleBuffer(data)
kept = []
text = pickle.dumps(buffer, protocol=5, buffer_callback=kept.append)
print(len(kept), b"some data" in text, pickle.loads(text, buffers=kept) is data)
print(pickle.loads(pickle.dumps(buffer, protocol=5)), memoryview(buffer).obj is data)
print(buffer.raw().format, buffer.raw().tobytes())
grid = pickle.PickleBuffer(memoryview(bytes(12)).cast("i", [3, 1]))
print(memoryview(grid).shape, grid.raw().shape, grid.raw().readonly)
for bad in (lambda: pickle.PickleBuffer(3), lambda: pickle.PickleBuffer(memoryview(b"abc")[::2]).raw(), lambda: pickle.dumps(buffer, 4)):
    try:
        bad()
    except Exception as e:
        print(type(e).__name__, e)
buffer.release()
buffer.release()
for use in (memoryview, pickle.PickleBuffer.raw):
    try:
        use(buffer)
    except ValueError as e:
        print(e)
