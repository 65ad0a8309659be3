import argparse

from . import Rectangle


def main():
    parser = argparse.ArgumentParser(prog="area", description="Prints the area of a rectangle.")
    parser.add_argument("width", type=int)
    parser.add_argument("height", type=int)
    arguments = parser.parse_args()
    print(Rectangle(arguments.width, arguments.height).area)


if __name__ == "__main__":
    main()
