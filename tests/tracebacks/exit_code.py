import sys


def main():
    try:
        sys.exit(3)
    finally:
        print("cleanup", file=sys.stderr)


main()
