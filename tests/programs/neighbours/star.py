__all__ = ["pub", "_also"]
pub=1;_also=2;no=3
