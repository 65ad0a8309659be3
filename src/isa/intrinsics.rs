//! What `INTRINSIC` does, by number: operations of the language that are too rare for an instruction of their own.

/// An operation of the `INTRINSIC` instruction. The numbers are part of the bytecode's format.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u16)]
pub enum Intrinsic {
    /// `(name)`: the type variable of `def f[T]`.
    TypeVar,
    /// `(name, evaluator)`: `T: bound`.
    TypeVarBound,
    /// `(name, evaluator)`: `T: (constraint, ...)`.
    TypeVarConstraints,
    /// `(name)`: `**P`.
    ParamSpec,
    /// `(name)`: `*Ts`.
    TypeVarTuple,
    /// `(parameter, evaluator)`: the parameter, with a default.
    TypeParamDefault,
    /// `(name, parameters or None, evaluator)`: the object of a `type` statement.
    TypeAlias,
    /// `(parameters)`: the base that a generic class gets, `Generic[parameters]`.
    GenericBase,
    /// `(parameters, function)`: the function, with `__type_params__` set.
    FunctionTypeParams,
    /// `(set, index)`: notes in `__conditional_annotations__` that an annotation has been reached; None.
    ReachAnnotation,
}

impl Intrinsic {
    const ALL: [Intrinsic; 10] = [
        Intrinsic::TypeVar,
        Intrinsic::TypeVarBound,
        Intrinsic::TypeVarConstraints,
        Intrinsic::ParamSpec,
        Intrinsic::TypeVarTuple,
        Intrinsic::TypeParamDefault,
        Intrinsic::TypeAlias,
        Intrinsic::GenericBase,
        Intrinsic::FunctionTypeParams,
        Intrinsic::ReachAnnotation,
    ];

    /// The operation of that number.
    pub fn from_u16(x: u16) -> Option<Intrinsic> {
        Intrinsic::ALL.get(x as usize).copied()
    }

    /// How many temporaries it takes.
    pub fn operands(self) -> usize {
        match self {
            Intrinsic::TypeVar | Intrinsic::ParamSpec | Intrinsic::TypeVarTuple | Intrinsic::GenericBase => 1,
            Intrinsic::TypeAlias => 3,
            _ => 2,
        }
    }
}
