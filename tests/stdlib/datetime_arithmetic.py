from datetime import *
d = date(2024, 2, 28)
print(d + timedelta(days=2), d.isoweekday(), tuple(d.isocalendar()), d.replace(year=2023), date(2024, 12, 31) - d)
t = datetime(2024, 1, 2, 3, 4, 5, 678)
print(t, repr(t), t.isoformat(), t.strftime("%Y/%m/%d %H:%M:%S.%f %j %a %B"), t.timetuple()[:6])
print(datetime.strptime("2024-05-06 07:08", "%Y-%m-%d %H:%M"), datetime.fromisoformat("2024-05-06T07:08:09+02:00"))
tz = timezone(timedelta(hours=-5), "EST")
a = datetime(2024, 1, 1, 12, tzinfo=timezone.utc)
print(a.astimezone(tz), a.astimezone(tz) == a, tz, a.timestamp(), datetime.fromtimestamp(0, timezone.utc))
print(timedelta(days=1, seconds=-1), timedelta(hours=25) / 2, timedelta(1) // timedelta(hours=5), repr(timedelta(microseconds=5)))
print(time(1, 2, 3).isoformat("minutes"), min(date.min, d), date.fromordinal(1), f"{d:%d.%m.%y}")
for bad in (lambda: date(2023, 2, 29), lambda: datetime(1, 1, 1) - datetime(1, 1, 1, tzinfo=timezone.utc)):
    try:
        bad()
    except (ValueError, TypeError) as e:
        print(type(e).__name__)
