"""Areas of rectangles."""
from dataclasses import dataclass

__version__ = "1.2"


@dataclass(frozen=True)
class Rectangle:
    width: int
    height: int

    def __post_init__(self):
        if self.width < 0 or self.height < 0:
            raise ValueError("no length is negative")

    @property
    def area(self):
        return self.width * self.height
