"""Generates a text, splits it, counts words in a dict and prints the most frequent."""
import sys


def make_text(lines):
    stems = ["sun", "moon", "river", "stone", "tree", "cloud", "wind", "fire", "sand", "leaf", "rain", "snow"]
    endings = ["", "s", "less", "ful", "light", "fall", "born"]
    out = []
    x = 12345
    for _ in range(lines):
        line = []
        for _ in range(12):
            x = (x * 1103515245 + 12345) & 0x7FFFFFFF
            word = stems[(x >> 8) % len(stems)] + endings[(x >> 16) % len(endings)]
            if x & 4096:
                word = word.capitalize()
            if not x >> 4 & 7:
                word += ","
            line.append(word)
        out.append(" ".join(line) + ".")
    return "\n".join(out)


def count_words(text):
    counts = {}
    for line in text.split("\n"):
        for word in line.split():
            word = word.strip(".,").lower()
            counts[word] = counts.get(word, 0) + 1
    return counts


def by_initial(counts):
    groups = {}
    for word, n in counts.items():
        if word[0] not in groups:
            groups[word[0]] = []
        groups[word[0]].append((n, word))
    return groups


def main():
    lines = int(sys.argv[1]) if len(sys.argv) > 1 else 2500
    text = make_text(lines)
    counts = count_words(text)
    print("word_count", lines, len(text), len(counts), sum(counts.values()))
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    for word, n in ranked[:5]:
        print(f"{word:<12}{n:>6}")
    groups = by_initial(counts)
    print([(k, len(v), max(v)) for k, v in sorted(groups.items())])


main()
