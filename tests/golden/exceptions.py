def get(table, key):
    try:
        return table[key]
    except KeyError as e:
        return e
    finally:
        table.clear()
