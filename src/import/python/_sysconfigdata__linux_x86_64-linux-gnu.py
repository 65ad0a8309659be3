"""What `sysconfig` tells about the build: there is no C API, so little of it."""

import sys

_version = "%d.%d" % sys.version_info[:2]

build_time_vars = {
    "ABIFLAGS": "",
    "AR": "ar",
    "BINDIR": sys.base_exec_prefix + "/bin",
    "CC": "cc",
    "CCSHARED": "-fPIC",
    "CFLAGS": "",
    "CONFIG_ARGS": "",
    "CXX": "c++",
    "EXE": "",
    "EXT_SUFFIX": "." + sys.implementation.cache_tag + ".so",
    "HAVE_FORK": 1,
    "HOST_GNU_TYPE": "x86_64-pc-linux-gnu",
    "INCLUDEPY": sys.base_prefix + "/include/python" + _version,
    "LDFLAGS": "",
    "LDSHARED": "cc -shared",
    "LIBDEST": sys.base_prefix + "/lib/python" + _version,
    "LIBDIR": sys.base_exec_prefix + "/lib",
    "MULTIARCH": sys.implementation._multiarch,
    "OPT": "",
    "Py_DEBUG": 0,
    "Py_ENABLE_SHARED": 0,
    "Py_GIL_DISABLED": 0,
    "Py_TRACE_REFS": 0,
    "SHLIB_SUFFIX": ".so",
    "SIZEOF_LONG": 8,
    "SIZEOF_SIZE_T": 8,
    "SIZEOF_VOID_P": 8,
    "SOABI": sys.implementation.cache_tag,
    "TZPATH": "/usr/share/zoneinfo:/usr/lib/zoneinfo:/usr/share/lib/zoneinfo:/etc/zoneinfo",
    "VERSION": _version,
    "WITH_PYMALLOC": 0,
    "exec_prefix": sys.base_exec_prefix,
    "prefix": sys.base_prefix,
    "srcdir": ".",
}
