//! What `site` does at the start, without running it: the folders of installed packages are added to `sys.path`, the helpers for
//! interactive use to `builtins`. As soon as there is anything to run (`.pth` files, `sitecustomize`, `usercustomize`), the module
//! itself is imported and does all of it.
use super::prefix::Installation;
use crate::object::{Dict, Ref, Res, Slots, TypeSpec, Value, Vm};
use crate::types::struct_sequence::new_type_of;
use std::path::{Path, PathBuf};

const PACKAGES: &str = "lib/python3.14/site-packages";

/// Prepares the interpreter as `import site` does.
pub fn run(vm: &Vm, installation: &Installation) -> Res<()> {
    let folders = folders(vm, installation);
    if folders.iter().any(|f| has_path_files(f)) || customized(vm, &folders) {
        return import_site(vm);
    }
    if let Some(path) = vm.dict(Value::from_ptr(vm.sys.get())).get_name(vm, vm.intern("path").value()).map(Ref::new)
        && vm.is_list(path.value())
    {
        for folder in folders {
            let text = vm.new_str(&folder.to_string_lossy())?;
            let append = vm.intern("append");
            vm.call_method(path.value(), append.value(), &[text.value()])?;
        }
    }
    add_builtins(vm)
}

fn import_site(vm: &Vm) -> Res<()> {
    crate::import::import_module(vm, "site").map(drop)
}

/// The folders of packages that exist, that of the user first.
fn folders(vm: &Vm, installation: &Installation) -> Vec<PathBuf> {
    let mut all = Vec::new();
    let c = &vm.config;
    let in_environment = installation.prefix != installation.base_prefix;
    if !c.no_user_site && !c.isolated && (!in_environment || installation.system_site) {
        let base = std::env::var_os("PYTHONUSERBASE").filter(|_| !c.ignore_environment).map(PathBuf::from);
        let base = base.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".local")));
        all.extend(base.map(|b| b.join(PACKAGES)));
    }
    all.push(installation.prefix.join(PACKAGES));
    if in_environment && installation.system_site {
        all.push(installation.base_prefix.join(PACKAGES));
    }
    all.retain(|f| f.is_dir());
    all.dedup();
    all
}

fn has_path_files(folder: &Path) -> bool {
    std::fs::read_dir(folder).is_ok_and(|entries| entries.flatten().any(|e| e.path().extension().is_some_and(|x| x == "pth")))
}

/// Whether there may be a `sitecustomize` or `usercustomize`.
fn customized(vm: &Vm, folders: &[PathBuf]) -> bool {
    let on_path = vm.config.path.iter().skip(usize::from(!vm.config.safe_path)).map(PathBuf::from);
    on_path.chain(folders.iter().cloned()).any(|f| {
        ["sitecustomize", "usercustomize"].iter().any(|n| f.join(format!("{n}.py")).is_file() || f.join(n).is_dir())
    })
}

/// A helper of the interactive interpreter that is made when it is first looked at.
#[repr(C)]
struct Helper {
    header: crate::object::Header,
    /// Index into `HELPERS`.
    which: usize,
}

/// Their names.
const HELPERS: [&str; 6] = ["exit", "quit", "copyright", "credits", "license", "help"];

static QUITTER: TypeSpec = TypeSpec { name: "_sitebuiltins.Quitter", ..HELPER };
static PRINTER: TypeSpec = TypeSpec { name: "_sitebuiltins._Printer", ..HELPER };
static ASKER: TypeSpec = TypeSpec { name: "_sitebuiltins._Helper", ..HELPER };

const HELPER: TypeSpec = TypeSpec {
    size: size_of::<Helper>(),
    slots: Slots {
        repr: Some(|vm, v| vm.repr(made(vm, v)?.value())),
        call: Some(|vm, v, args, kwnames| vm.call_with(made(vm, v)?.value(), args, kwnames)),
        getattr: Some(|vm, v, name| vm.getattr(made(vm, v)?.value(), name)),
        setattr: Some(|vm, v, name, value| vm.setattr(made(vm, v)?.value(), name, value)),
        ..Slots::EMPTY
    },
    ..TypeSpec::EMPTY
};

/// The object that a helper stands for.
fn make(vm: &Vm, name: &Ref) -> Res {
    let module = crate::import::import_module(vm, "_sitebuiltins")?;
    let class = |class: &str| vm.getattr_str(module.value(), class);
    let printer = |text: Ref| vm.call(class("_Printer")?.value(), &[name.value(), text.value()]);
    match vm.str_text(name.value()).as_str() {
        "exit" | "quit" => {
            let eof = vm.new_str("Ctrl-D (i.e. EOF)")?;
            vm.call(class("Quitter")?.value(), &[name.value(), eof.value()])
        }
        "help" => vm.call(class("_Helper")?.value(), &[]),
        "copyright" => printer(vm.dict(Value::from_ptr(vm.sys.get())).get_name(vm, name.value()).map_or(Ref::NONE, Ref::new)),
        "credits" => {
            printer(vm.new_str("Thanks to all who made Python what it is, and to the authors of the libraries in this program.")?)
        }
        _ => printer(vm.new_str("See the licence file of the program, and https://docs.python.org/3.14/license.html for the library.")?),
    }
}

/// The helper itself, which also takes the stand-in's place.
fn made(vm: &Vm, v: Value) -> Res {
    // SAFETY: called with helpers only.
    let name = HELPERS[unsafe { v.get::<Helper>() }.which];
    let name = vm.intern(name);
    let real = make(vm, &name)?;
    let builtins = vm.builtins.get();
    // SAFETY: the namespace lives as long as the interpreter.
    if unsafe { (*builtins).get_name(vm, name.value()) } == Some(v) {
        vm.dict_set_name(builtins, name.value(), real.clone())?;
    }
    Ok(real)
}

fn add_builtins(vm: &Vm) -> Res<()> {
    let builtins: *mut Dict = vm.builtins.get();
    for (which, name) in HELPERS.iter().enumerate() {
        let spec = match which {
            0 | 1 => &QUITTER,
            5 => &ASKER,
            _ => &PRINTER,
        };
        let helper = vm.new_object::<Helper>(new_type_of(vm, spec, vm.types.object)?, |p| {
            // SAFETY: the instance is fresh.
            unsafe { (*p).which = which };
        })?;
        let name = vm.intern(name);
        vm.dict_set_name(builtins, name.value(), helper)?;
    }
    Ok(())
}
