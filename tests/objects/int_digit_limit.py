import sys
print(sys.get_int_max_str_digits())
for f in (lambda: str(10**4300), lambda: int('1' * 4301), lambda: f'{10**5000}', lambda: len(str(10**4299))):
    try:
        print(f())
    except ValueError as e:
        print(e)
print(len(hex(10**5000)), len(bin(10**5000)))
sys.set_int_max_str_digits(0)
print(len(str(10**5000)), int('1' * 5000) % 10**10)
