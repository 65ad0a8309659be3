def main():
    print("working")
    raise SystemExit("cannot go on")


main()
