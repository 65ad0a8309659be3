import os
import unittest
from unittest import mock

from shapes import Rectangle


class Areas(unittest.TestCase):
    def test_square(self):
        self.assertEqual(Rectangle(3, 3).area, 9)

    def test_many(self):
        for width, height, area in [(0, 5, 0), (1, 1, 1), (2, 7, 14)]:
            with self.subTest(width=width, height=height):
                self.assertEqual(Rectangle(width, height).area, area)

    def test_negative(self):
        with self.assertRaisesRegex(ValueError, "negative"):
            Rectangle(-1, 2)

    def test_replaced(self):
        with mock.patch.object(Rectangle, "area", new_callable=mock.PropertyMock, return_value=42):
            self.assertEqual(Rectangle(1, 1).area, 43 if "SHAPES_BROKEN" in os.environ else 42)
