import json
data = {"name": "é\n\"q\"", "list": [1, 2.5, None, True], "nested": {"k": []}, "big": 10**20}
s = json.dumps(data, sort_keys=True)
print(s, json.loads(s) == data)
print(json.dumps(data, indent=2, ensure_ascii=False))
print(json.loads('[1e3, -0.5, "\\u00e9\\ud83d\\ude00", NaN]'))
print(json.dumps({1: 2, None: 3, True: 4}, separators=(",", ":")))
for bad in ("[1,]", "{", '{"a" 1}', "nul", '"abc'):
    try:
        json.loads(bad)
    except json.JSONDecodeError as e:
        print(e, e.lineno, e.colno)
class E(json.JSONEncoder):
    def default(self, o):
        return sorted(o) if isinstance(o, set) else super().default(o)
print(json.dumps({3, 1, 2}, cls=E), json.loads("[1.0]", parse_float=str), json.loads('{"a":1}', object_pairs_hook=list))
try:
    json.dumps(object)
except TypeError as e:
    print(e)
