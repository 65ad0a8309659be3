//! Options and environment, in CPython's order and with its words for what is wrong.
use super::usage;
use crate::object::Config;
use lexopt::{Arg, Parser};
use std::ffi::{OsStr, OsString};

/// What to run.
#[derive(Debug, PartialEq)]
pub enum Target {
    Command(String),
    Module(String),
    Script(OsString),
    Stdin,
}

/// What the command line asks for.
#[derive(Debug)]
pub struct Options {
    /// `path` and `argv` are complete but for the first entry of `path`.
    pub config: Config,
    pub target: Target,
    /// The command as it was called.
    pub program: String,
    /// `-x`.
    pub skip_first_line: bool,
    /// `-X dis`.
    pub disassemble: bool,
    /// `-X faulthandler`.
    pub faulthandler: bool,
    /// `-X opstats`: empty for stderr.
    pub opstats: Option<String>,
    /// `-X stack=KiB`: stack of the interpreter's thread in bytes; for tests.
    pub stack: Option<usize>,
}

/// What the process says and how it ends where nothing is run.
#[derive(Debug)]
pub struct Answer {
    pub stdout: String,
    pub stderr: String,
    pub status: i32,
}

fn says(stdout: String) -> Answer {
    Answer { stdout, stderr: String::new(), status: 0 }
}

fn fatal(place: &str, msg: &str) -> Answer {
    let stderr = format!("Fatal Python error: {place}: {msg}\nPython runtime state: preinitialized\n\n");
    Answer { stdout: String::new(), stderr, status: 1 }
}

/// A number that an environment flag holds: 1 where it is no number.
fn flag_value(value: &OsStr) -> u8 {
    value.to_str().and_then(|v| v.trim().parse::<i64>().ok()).filter(|v| *v >= 0).map_or(1, |v| v.min(255) as u8)
}

/// Reads the command line (the program's name first) and the environment; `env` gives variables that are set and not empty.
///
/// # Errors
/// What to print and the status to leave with, for help, versions and mistakes.
pub fn parse(args: Vec<OsString>, all_env: impl Fn(&str) -> Option<OsString>) -> Result<Options, Answer> {
    let program = args.first().map_or("threadsnake".into(), |p| p.to_string_lossy().into_owned());
    let wrong = |msg: String| Answer {
        stdout: String::new(),
        stderr: format!("{msg}\n{}Try `python -h' for more information.\n", usage::usage_line(&program)),
        status: 2,
    };
    let mut parser = Parser::from_args(args.into_iter().skip(1));
    parser.set_short_equals(false);
    let mut c = Config::default();
    let mut target = None;
    let (mut help, mut versions, mut skip_first_line, mut random_hashes) = (false, 0, false, false);
    while target.is_none() {
        let arg = match parser.next() {
            Ok(Some(arg)) => arg,
            Ok(None) => break,
            Err(e) => return Err(wrong(format!("Unknown option: {e}"))),
        };
        let argument = |parser: &mut Parser, option: &str| {
            let value = parser.value().map_err(|_| wrong(format!("Argument expected for the {option} option")))?;
            Ok(value.to_string_lossy().into_owned())
        };
        match arg {
            Arg::Short('b') => c.bytes_warning += 1,
            Arg::Short('B') => c.dont_write_bytecode = true,
            Arg::Short('c') => target = Some(Target::Command(argument(&mut parser, "-c")?)),
            Arg::Short('d') => c.debug = c.debug.saturating_add(1),
            Arg::Short('R') => random_hashes = true,
            Arg::Short('E') => c.ignore_environment = true,
            Arg::Short('h' | '?') => help = true,
            Arg::Short('i') => {
                c.interactive = true;
                c.inspect = true;
            }
            Arg::Short('I') => {
                c.isolated = true;
                c.ignore_environment = true;
                c.no_user_site = true;
                c.safe_path = true;
            }
            Arg::Short('J') => return Err(wrong("-J is reserved for Jython".into())),
            Arg::Short('m') => target = Some(Target::Module(argument(&mut parser, "-m")?)),
            Arg::Short('O') => c.optimize = c.optimize.saturating_add(1),
            Arg::Short('P') => c.safe_path = true,
            Arg::Short('q') => c.quiet = true,
            Arg::Short('s') => c.no_user_site = true,
            Arg::Short('S') => c.no_site = true,
            Arg::Short('u') => c.unbuffered = true,
            Arg::Short('v') => c.verbose = c.verbose.saturating_add(1),
            Arg::Short('V') => versions += 1,
            Arg::Short('W') => c.warn_options.push(argument(&mut parser, "-W")?),
            Arg::Short('x') => skip_first_line = true,
            Arg::Short('X') => c.x_options.push(argument(&mut parser, "-X")?),
            Arg::Short(other) => return Err(wrong(format!("Unknown option: -{other}"))),
            Arg::Long(name) => {
                let name = name.to_owned();
                match name.as_str() {
                    "check-hash-based-pycs" => {
                        let mode = argument(&mut parser, "--check-hash-based-pycs")?;
                        if !["always", "default", "never"].contains(&mode.as_str()) {
                            return Err(wrong("--check-hash-based-pycs must be one of 'default', 'always', or 'never'".into()));
                        }
                    }
                    _ => {
                        let value = parser.optional_value();
                        match (name.as_str(), value) {
                            ("help" | "help-all" | "help-env" | "help-xoptions", None) => help = true,
                            ("version", None) => versions += 1,
                            (_, None) => return Err(wrong(format!("Unknown option: --{name}"))),
                            (_, Some(v)) => return Err(wrong(format!("Unknown option: --{name}={}", v.to_string_lossy()))),
                        }
                    }
                }
            }
            Arg::Value(v) if v == "-" => target = Some(Target::Stdin),
            Arg::Value(script) => target = Some(Target::Script(script)),
        }
    }
    if help {
        return Err(says(usage::help(&program)));
    }
    if versions > 0 {
        return Err(says(if versions > 1 { usage::long_version() } else { format!("Python {}\n", usage::VERSION) }));
    }
    let first = match &target {
        None => OsString::new(),
        Some(Target::Command(_)) => "-c".into(),
        Some(Target::Module(_)) => "-m".into(),
        Some(Target::Stdin) => "-".into(),
        Some(Target::Script(s)) => s.clone(),
    };
    c.argv.push(first);
    // The rest of the line belongs to the program, whatever it looks like.
    if target.is_some()
        && let Some(rest) = parser.try_raw_args()
    {
        c.argv.extend(rest);
    }
    let ignore = c.ignore_environment;
    // The locale is the system's, which -E does not touch.
    let locale = |name: &str| all_env(name);
    let env = |name: &str| if ignore { None } else { all_env(name) };
    environment(&mut c, &env)?;
    if random_hashes {
        c.hash_seed = None;
    }
    let mut o = Options {
        config: c,
        target: target.unwrap_or(Target::Stdin),
        program,
        skip_first_line,
        disassemble: false,
        faulthandler: env("PYTHONFAULTHANDLER").is_some(),
        opstats: None,
        stack: None,
    };
    if let Some(v) = env("PYTHONINTMAXSTRDIGITS") {
        o.config.int_max_str_digits = Some(max_str_digits(v.to_str(), "PYTHONINTMAXSTRDIGITS")?);
    }
    implementation_options(&mut o)?;
    utf8_mode(&mut o.config, &env, &locale)?;
    warning_options(&mut o.config);
    Ok(o)
}

fn environment(c: &mut Config, env: &dyn Fn(&str) -> Option<OsString>) -> Result<(), Answer> {
    if let Some(v) = env("PYTHONHASHSEED").filter(|v| v != "random") {
        let seed = v.to_str().filter(|v| v.bytes().all(|b| b.is_ascii_digit())).and_then(|v| v.parse().ok());
        let Some(seed) = seed else {
            let msg = "PYTHONHASHSEED must be \"random\" or an integer in range [0; 4294967295]";
            return Err(fatal("config_init_hash_seed", msg));
        };
        c.hash_seed = Some(seed);
    }
    if let Some(v) = env("PYTHONOPTIMIZE") {
        c.optimize = c.optimize.max(flag_value(&v));
    }
    if let Some(v) = env("PYTHONVERBOSE") {
        c.verbose = c.verbose.max(flag_value(&v));
    }
    c.optimize = c.optimize.min(2);
    if let Some(v) = env("PYTHONDEBUG") {
        c.debug = c.debug.max(flag_value(&v));
    }
    c.dev_mode |= env("PYTHONDEVMODE").is_some();
    c.warn_default_encoding |= env("PYTHONWARNDEFAULTENCODING").is_some();
    if let Some(v) = env("PYTHONPROFILEIMPORTTIME") {
        c.import_time = import_time(&v.to_string_lossy(), "PYTHONPROFILEIMPORTTIME")?;
    }
    c.no_debug_ranges |= env("PYTHONNODEBUGRANGES").is_some();
    c.dont_write_bytecode |= env("PYTHONDONTWRITEBYTECODE").is_some();
    c.unbuffered |= env("PYTHONUNBUFFERED").is_some();
    c.safe_path |= env("PYTHONSAFEPATH").is_some();
    c.no_user_site |= env("PYTHONNOUSERSITE").is_some();
    c.inspect |= env("PYTHONINSPECT").is_some();
    if let Some(v) = env("PYTHONWARNINGS") {
        let given = std::mem::take(&mut c.warn_options);
        c.warn_options = v.to_string_lossy().split(',').map(str::to_owned).chain(given).collect();
    }
    if let Some(v) = env("PYTHONPATH") {
        c.path.extend(v.to_string_lossy().split(':').map(str::to_owned));
    }
    c.pycache_prefix = env("PYTHONPYCACHEPREFIX").map(|v| v.to_string_lossy().into_owned());
    Ok(())
}

/// 1, or 2 for the modules that are there already too.
fn import_time(text: &str, what: &str) -> Result<u8, Answer> {
    match text.trim().parse::<i64>() {
        Ok(n @ 0..=2) => Ok(n as u8),
        Ok(_) => Err(fatal("config_init_import_time", &format!("{what}: values other than 1 and 2 are reserved for future use."))),
        Err(_) => Ok(1),
    }
}

/// Whether UTF-8 is used whatever the locale says (PEP 540): as told, else where the locale is "C" or "POSIX".
fn utf8_mode(
    c: &mut Config,
    env: &dyn Fn(&str) -> Option<OsString>,
    locale: &dyn Fn(&str) -> Option<OsString>,
) -> Result<(), Answer> {
    let option = c.x_options.iter().rev().find_map(|o| o.strip_prefix("utf8").filter(|rest| rest.is_empty() || rest.starts_with('=')));
    c.utf8_mode = match (option, env("PYTHONUTF8")) {
        (Some("" | "=1"), _) => true,
        (Some("=0"), _) => false,
        (Some(_), _) => return Err(fatal("preconfig_init_utf8_mode", "invalid -X utf8 option value")),
        (None, Some(v)) if v == "1" => true,
        (None, Some(v)) if v == "0" => false,
        (None, Some(_)) => return Err(fatal("preconfig_init_utf8_mode", "invalid PYTHONUTF8 environment variable value")),
        (None, None) => {
            let name = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(locale);
            name.is_none_or(|name| name == "C" || name == "POSIX")
        }
    };
    Ok(())
}

/// `sys.warnoptions`: what other options imply comes where their precedence is.
fn warning_options(c: &mut Config) {
    if c.dev_mode {
        c.warn_options.insert(0, "default".into());
    }
    match c.bytes_warning {
        0 => {}
        1 => c.warn_options.push("default::BytesWarning".into()),
        _ => c.warn_options.push("error::BytesWarning".into()),
    }
}

fn max_str_digits(text: Option<&str>, what: &str) -> Result<u32, Answer> {
    match text.and_then(|t| t.parse::<u32>().ok()).filter(|n| (*n == 0 || *n >= 640) && *n <= i32::MAX as u32) {
        Some(n) => Ok(n),
        None => {
            let msg = format!("{what}: invalid limit; must be >= 640 or 0 for unlimited.");
            Err(fatal("config_init_int_max_str_digits", &msg))
        }
    }
}

/// The `-X` options that act here. Others are only visible in `sys._xoptions`, as in CPython.
fn implementation_options(o: &mut Options) -> Result<(), Answer> {
    let mut pass_on = Vec::new();
    for option in std::mem::take(&mut o.config.x_options) {
        let (name, value) = option.split_once('=').map_or((option.as_str(), None), |(n, v)| (n, Some(v)));
        match (name, value) {
            ("dis", None) => o.disassemble = true,
            ("opstats", file) => o.opstats = Some(file.unwrap_or("").to_owned()),
            ("stack", Some(kib)) => o.stack = kib.parse::<usize>().ok().map(|k| k << 10),
            ("faulthandler", None) => o.faulthandler = true,
            ("dev", None) => o.config.dev_mode = true,
            ("warn_default_encoding", None) => o.config.warn_default_encoding = true,
            ("importtime", value) => o.config.import_time = import_time(value.unwrap_or("1"), "-X importtime")?,
            ("no_debug_ranges", None) => o.config.no_debug_ranges = true,
            ("int_max_str_digits", value) => o.config.int_max_str_digits = Some(max_str_digits(value, "-X int_max_str_digits")?),
            ("pycache_prefix", value) => o.config.pycache_prefix = value.filter(|v| !v.is_empty()).map(str::to_owned),
            _ => {}
        }
        pass_on.push(option);
    }
    o.config.x_options = pass_on;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(words: &[&str]) -> Result<Options, Answer> {
        with_env(words, &[])
    }
    fn with_env(words: &[&str], set: &[(&str, &str)]) -> Result<Options, Answer> {
        let args = std::iter::once("threadsnake").chain(words.iter().copied()).map(OsString::from).collect();
        parse(args, |name| set.iter().find(|(n, _)| *n == name).map(|(_, v)| OsString::from(v)))
    }

    #[test]
    fn targets_end_the_options() {
        let o = line(&["-OOB", "x.py", "-V", "--help"]).unwrap();
        assert_eq!((o.target, o.config.optimize), (Target::Script("x.py".into()), 2));
        assert_eq!(o.config.argv, ["x.py", "-V", "--help"]);
        assert!(o.config.dont_write_bytecode);
        let o = line(&["-Bcprint(1)", "-c", "a"]).unwrap();
        assert_eq!(o.target, Target::Command("print(1)".into()));
        assert_eq!(o.config.argv, ["-c", "-c", "a"]);
        assert_eq!(line(&["-c=3"]).unwrap().target, Target::Command("=3".into()));
        assert_eq!(line(&["-", "a"]).unwrap().config.argv, ["-", "a"]);
        assert_eq!(line(&["--", "-c"]).unwrap().target, Target::Script("-c".into()));
        assert_eq!(line(&["-m", "a.b", "-x"]).unwrap().config.argv, ["-m", "-x"]);
        assert_eq!(line(&[]).unwrap().config.argv, [""]);
    }

    #[test]
    fn mistakes_are_told() {
        let e = line(&["-Z"]).unwrap_err();
        assert_eq!(e.status, 2);
        assert_eq!(
            e.stderr,
            "Unknown option: -Z\nusage: threadsnake [option] ... [-c cmd | -m mod | file | -] [arg] ...\nTry `python -h' for more information.\n"
        );
        assert!(line(&["--foo"]).unwrap_err().stderr.starts_with("Unknown option: --foo\n"));
        for option in ["-c", "-m", "-W", "-X"] {
            let expected = format!("Argument expected for the {option} option\n");
            assert!(line(&[option]).unwrap_err().stderr.starts_with(&expected));
        }
        let e = with_env(&["x.py"], &[("PYTHONHASHSEED", "4294967296")]).unwrap_err();
        assert!(e.status == 1 && e.stderr.starts_with("Fatal Python error: config_init_hash_seed: "));
    }

    #[test]
    fn the_environment_counts_unless_ignored() {
        let set = [("PYTHONHASHSEED", "7"), ("PYTHONOPTIMIZE", "x"), ("PYTHONPATH", "a:b"), ("PYTHONSAFEPATH", "1")];
        let c = with_env(&["x.py"], &set).unwrap().config;
        assert_eq!((c.hash_seed, c.optimize, c.safe_path), (Some(7), 1, true));
        assert_eq!(c.path, ["a", "b"]);
        let c = with_env(&["-E", "x.py"], &set).unwrap().config;
        assert_eq!((c.hash_seed, c.optimize, c.path.len()), (None, 0, 0));
    }

    #[test]
    fn versions() {
        assert_eq!(line(&["-V"]).unwrap_err().stdout, "Python 3.14.7\n");
        assert!(line(&["-VV"]).unwrap_err().stdout.starts_with("Python 3.14.7 (threadsnake "));
        assert!(line(&["--help"]).unwrap_err().stdout.contains("-X opt"));
    }
}
