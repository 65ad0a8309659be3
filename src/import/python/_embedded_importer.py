"""Finding and loading modules of the standard library inside the binary, and of source files by the interpreter's own bytecode files."""
import _imp
import sys

_bootstrap = sys.modules["_frozen_importlib"]
_external = sys.modules["_frozen_importlib_external"]

FOLDER = _imp._embedded_folder()


class EmbeddedLoader(_external.SourceLoader):
    """Loads a module of the embedded library."""

    def __init__(self, fullname, path):
        self.name = fullname
        self.path = path

    def __eq__(self, other):
        return self.__class__ is other.__class__ and self.__dict__ == other.__dict__

    def __hash__(self):
        return hash(self.name) ^ hash(self.path)

    def get_filename(self, fullname=None):
        if fullname is not None and fullname != self.name:
            raise ImportError(f"loader for {self.name} cannot handle {fullname}", name=fullname)
        return self.path

    def get_data(self, path):
        data = _imp._embedded_data(path)
        if data is None:
            raise FileNotFoundError(2, "No such file or directory", path)
        return data

    def get_code(self, fullname):
        return _imp._code_of_file(self.get_filename(fullname))

    def get_resource_reader(self, fullname):
        if not self.is_package(fullname):
            return None
        return EmbeddedReader(self.path.rpartition("/")[0])


class EmbeddedPath:
    """A file or folder of the embedded library, as `importlib.resources.abc.Traversable` has it."""

    def __init__(self, path):
        self._path = path

    def __repr__(self):
        return f"EmbeddedPath({self._path!r})"

    def __str__(self):
        return self._path

    def __eq__(self, other):
        return self.__class__ is other.__class__ and self._path == other._path

    def __hash__(self):
        return hash(self._path)

    @property
    def name(self):
        return self._path.rpartition("/")[2]

    def is_dir(self):
        return _imp._embedded_kind(self._path) == "folder"

    def is_file(self):
        return _imp._embedded_kind(self._path) == "file"

    def iterdir(self):
        for name in _imp._embedded_list(self._path):
            yield EmbeddedPath(f"{self._path}/{name}")

    def joinpath(self, *descendants):
        path = self._path
        for descendant in descendants:
            for part in str(descendant).split("/"):
                if part == "..":
                    path = path.rpartition("/")[0]
                elif part not in ("", "."):
                    path = f"{path}/{part}"
        return EmbeddedPath(path)

    def __truediv__(self, child):
        return self.joinpath(child)

    def read_bytes(self):
        data = _imp._embedded_data(self._path)
        if data is None:
            raise FileNotFoundError(2, "No such file or directory", self._path)
        return data

    def read_text(self, encoding=None, errors=None):
        with self.open(encoding=encoding, errors=errors) as file:
            return file.read()

    def open(self, mode="r", *args, **kwargs):
        from io import BytesIO, TextIOWrapper

        stream = BytesIO(self.read_bytes())
        if "b" in mode:
            return stream
        return TextIOWrapper(stream, *args, **kwargs)


def _on_disk(path):
    """`importlib.resources.as_file`: a copy that has the name of the original, which may tell what it is (as that of a wheel does)."""
    import contextlib
    import pathlib
    import tempfile

    def copy(source, target):
        if source.is_dir():
            target.mkdir()
            for item in source.iterdir():
                copy(item, target / item.name)
        else:
            target.write_bytes(source.read_bytes())

    @contextlib.contextmanager
    def copied():
        with tempfile.TemporaryDirectory() as folder:
            target = pathlib.Path(folder) / path.name
            copy(path, target)
            yield target

    return copied()


class EmbeddedReader:
    """Resources beside the modules of a package of the embedded library."""

    def __init__(self, folder):
        self.folder = folder

    def files(self):
        from importlib.resources import _common

        if EmbeddedPath not in _common.as_file.registry:
            _common.as_file.register(EmbeddedPath, _on_disk)
        return EmbeddedPath(self.folder)

    def open_resource(self, resource):
        return self.files().joinpath(resource).open("rb")

    def resource_path(self, resource):
        raise FileNotFoundError(resource)

    def is_resource(self, name):
        return self.files().joinpath(name).is_file()

    def contents(self):
        return (item.name for item in self.files().iterdir())


class EmbeddedFinder:
    """Finds modules in a folder of the embedded library."""

    def __init__(self, path):
        self.path = path

    def find_spec(self, fullname, target=None):
        base = f"{self.path}/{fullname.rpartition('.')[2]}"
        for path, folder in ((f"{base}/__init__.py", [base]), (f"{base}.py", None)):
            if _imp._embedded_kind(path) == "file":
                return _external.spec_from_file_location(
                    fullname, path, loader=EmbeddedLoader(fullname, path), submodule_search_locations=folder
                )
        return None

    def iter_modules(self, prefix=""):
        """What pkgutil lists."""
        for name in _imp._embedded_list(self.path):
            if name.endswith(".py") and name != "__init__.py":
                yield prefix + name[:-3], False
            elif _imp._embedded_kind(f"{self.path}/{name}/__init__.py") == "file":
                yield prefix + name, True

    def invalidate_caches(self):
        pass


def _path_hook(path):
    if _imp._embedded_kind(path) != "folder":
        raise ImportError("not a folder of the embedded library", path=path)
    return EmbeddedFinder(path)


def _zip_hook(path):
    # The module is needed only once there is something that can be an archive, or lie in one.
    file = path
    while not _external._path_isfile(file):
        folder = _external._path_split(file)[0]
        if folder == file:
            raise ImportError("not a Zip file", path=path)
        file = folder
    from zipimport import zipimporter

    return zipimporter(path)


def _get_code(self, fullname, _original=_external.SourceLoader.get_code):
    """Code of a source file; loaders that read from elsewhere have their way."""
    cls = type(self)
    ours = _external.SourceFileLoader
    if cls.get_data is not ours.get_data or cls.path_stats is not ours.path_stats or cls.source_to_code is not ours.source_to_code:
        return _original(self, fullname)
    return _imp._code_of_file(self.get_filename(fullname))


def _get_sourceless_code(self, fullname, _original=_external.SourcelessFileLoader.get_code):
    """Code of a bytecode file without a source, in the interpreter's own format or in that of `importlib`."""
    path = self.get_filename(fullname)
    code = _imp._code_of_bytecode(self.get_data(path), path)
    return _original(self, fullname) if code is None else code


def _install():
    global __spec__, __loader__
    __loader__ = _bootstrap.FrozenImporter
    __spec__ = _bootstrap.spec_from_loader(__name__, __loader__, origin="frozen")
    _external.SourceFileLoader.get_code = _get_code
    _external.SourcelessFileLoader.get_code = _get_sourceless_code
    sys.path_hooks[:0] = [_path_hook, _zip_hook]
