//! Values recorded from CPython 3.14.
use super::float::{self, FloatPow};
use super::float_format::float_repr_string;
use super::int_math::{comb, factorial, gcd, isqrt};
use super::*;

fn int(text: &str) -> Int {
    parse_int(text.as_bytes(), 0, 0).unwrap()
}

#[test]
fn float_text() {
    let cases = [
        (0.1, "0.1"),
        (-0.0, "-0.0"),
        (1e16, "1e+16"),
        (1e15, "1000000000000000.0"),
        (1e-5, "1e-05"),
        (0.0001, "0.0001"),
        (123456789012345680.0, "1.2345678901234568e+17"),
        (5e-324, "5e-324"),
        (f64::INFINITY, "inf"),
        (f64::NAN, "nan"),
    ];
    for (x, text) in cases {
        assert_eq!(float_repr_string(x), text);
    }
    assert_eq!(float_hex(-0.1), "-0x1.999999999999ap-4");
    assert_eq!(float_from_hex(b"0x1.8p+1"), Ok(3.0));
    assert_eq!(parse_float(b" 1_0.5e1 "), Some(105.0));
    assert_eq!(parse_float(b"1__0"), None);
    assert_eq!(parse_float(b"-Infinity"), Some(f64::NEG_INFINITY));
}

#[test]
fn int_text() {
    assert_eq!(parse_int(b" -0x_ff ", 16, 0), Ok(Int::Small(-255)));
    assert_eq!(parse_int(b"010", 0, 0), Err(ParseIntError::Invalid));
    assert_eq!(parse_int(&[b'1'; 5000], 10, 4300), Err(ParseIntError::TooManyDigits(5000)));
    assert_eq!(int("-123456789012345678901234567890").to_decimal(), "-123456789012345678901234567890");
}

#[test]
fn int_arithmetic() {
    let (q, r) = int("-100000000000000000000").floor_divmod(&Int::Small(7)).unwrap();
    assert_eq!((q.to_decimal().as_str(), r), ("-14285714285714285715", Int::Small(5)));
    assert_eq!(Int::Small(3).pow_mod(&Int::Small(-1), &Int::Small(-7)), Ok(Int::Small(-2)));
    assert_eq!(Int::Small(2).pow_mod(&Int::Small(-1), &Int::Small(4)), Err(IntError::NotInvertible));
    assert_eq!(Int::Small(i64::MIN).neg().to_decimal(), "9223372036854775808");
    assert_eq!(int("9223372036854775808").true_div(&int("3")), Ok(3.0744573456182584e18));
    assert_eq!(int("1").hash(), 1);
    assert_eq!(int("-1").hash(), -2);
    assert_eq!(int("2305843009213693951").hash(), 0);
    assert_eq!(Int::Small(25).round_half_even(1), Int::Small(20));
    assert_eq!(Int::Small(35).round_half_even(1), Int::Small(40));
    assert_eq!(gcd(&Int::Small(-12), &Int::Small(18)), Int::Small(6));
    assert_eq!(isqrt(&int("100000000000000000000")), Ok(Int::Small(10_000_000_000)));
    assert_eq!(comb(&Int::Small(52), &Int::Small(5)), Ok(Int::Small(2598960)));
    assert_eq!(factorial(25).to_decimal(), "15511210043330985984000000");
    assert_eq!(Int::Small(-1).to_bytes(2, true, true), Ok(vec![255, 255]));
    assert_eq!(Int::from_bytes(&[255; 9], false, true), Int::Small(-1));
}

#[test]
fn float_arithmetic() {
    assert_eq!(float::floor_divmod(-7.5, 2.0), (-4.0, 0.5));
    assert_eq!(float::pow(0.0, -1.0), FloatPow::ZeroToNegative);
    assert_eq!(float::pow(-8.0, 0.5), FloatPow::Complex);
    assert_eq!(float::pow(10.0, 400.0), FloatPow::Overflow);
    assert_eq!(float::round(2.675, 2), Some(2.67));
    assert_eq!(float::round(25.0, -1), Some(20.0));
    assert_eq!(float::hash(0.5), Some(1152921504606846976));
    assert_eq!(float::as_integer_ratio(-0.75), Some((Int::Small(-3), Int::Small(4))));
}
