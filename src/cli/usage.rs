//! What `--help` and `--version` print.

/// The language version.
pub const VERSION: &str = "3.14.7";

/// The line that follows an error in the options.
pub fn usage_line(program: &str) -> String {
    format!("usage: {program} [option] ... [-c cmd | -m mod | file | -] [arg] ...\n")
}

/// `--help`.
pub fn help(program: &str) -> String {
    usage_line(program) + HELP
}

/// `-VV`.
pub fn long_version() -> String {
    let backend = if cfg!(threaded) { "threaded" } else { "portable" };
    format!("Python {VERSION} (threadsnake {}, {backend} dispatch)\n", env!("CARGO_PKG_VERSION"))
}

const HELP: &str = "\
Options, as python3 has them (the environment variable that does the same):
-b       warn where bytes and str are compared or bytes are made a str; -bb: raise
-B       write no bytecode files (PYTHONDONTWRITEBYTECODE)
-c cmd   run the program text cmd; ends the options
-d       accepted, without effect (PYTHONDEBUG)
-E       ignore the PYTHON* environment variables
-h       print this and leave; also -? and --help
-i       go on interactively after the script (PYTHONINSPECT)
-I       isolated: implies -E, -P and -s
-m mod   run a module as a script; ends the options
-O       drop assert statements and what depends on __debug__ (PYTHONOPTIMIZE)
-OO      -O, and drop docstrings
-P       put no unsafe folder first on sys.path (PYTHONSAFEPATH)
-q       no banner when interactive
-R       random str hashes, the default (PYTHONHASHSEED: random or a number; 0: not random)
-s       no user site folder (PYTHONNOUSERSITE)
-S       no import of site
-u       unbuffered stdout and stderr (PYTHONUNBUFFERED)
-v       trace imports (PYTHONVERBOSE)
-V       print the version and leave; -VV: more of it; also --version
-W arg   warning control, action:message:category:module:lineno (PYTHONWARNINGS)
-x       skip the first line of the source
-X opt   an option of the implementation, below
--check-hash-based-pycs always|default|never
file     run a script; - (the default): read it from stdin
arg ...  the script's arguments, sys.argv[1:]

Options of the implementation (-X):
dis                     print the compiled program with its source lines instead of running it
opstats[=FILE]          after the run, print counts of executed instructions and pairs to stderr or FILE
dev                     more checks and warnings (PYTHONDEVMODE)
faulthandler            tracebacks at fatal signals (PYTHONFAULTHANDLER)
importtime[=2]          tell what imports take (PYTHONPROFILEIMPORTTIME)
no_debug_ranges         tracebacks without carets (PYTHONNODEBUGRANGES)
utf8[=0|1]              UTF-8 whatever the locale says (PYTHONUTF8)
warn_default_encoding   warn where the encoding of a text file is not given (PYTHONWARNDEFAULTENCODING)
int_max_str_digits=N    limit of int <-> str conversions, 0: none (PYTHONINTMAXSTRDIGITS)
pycache_prefix=PATH     tree that holds the bytecode files (PYTHONPYCACHEPREFIX)

Also: PYTHONPATH, folders that come first on sys.path, separated by colons.
";
