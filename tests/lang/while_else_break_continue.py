i = 0
while i < 10:
    i += 1
    if i == 3: continue
    if i == 6: break
    print(i)
else: print("no")
while i: i -= 1
else: print("else", i)
for x in []: pass
else: print("empty else")
