raise SystemExit(1027)
