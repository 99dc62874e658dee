"""What is read, and how: tables of texts and meanings, clause by clause; numbers, matrices and errors have files of their own."""

import pytest

from colloq.notation.read import Reading, ReadProblem, read_formula
from colloq.notation.tree import Number, Power, Product, Symbol

from .lisp import lisp

SYMBOLS = ("x", "y", "t", "a")

PRODUCTS = [
    ("2x", "(* 2 x)"),
    ("2 x", "(* 2 x)"),
    ("x*2", "(* x 2)"),
    ("xy", "(* x y)"),
    ("txy", "(* t x y)"),
    ("t x y", "(* t x y)"),
    ("x y t a", "(* x y t a)"),
    ("2(x+1)y", "(* 2 (+ x 1) y)"),
    ("x(x+1)", "(* x (+ x 1))"),
    ("(x+1)(x-1)", "(* (+ x 1) (+ x (- 1)))"),
    ("x(2)", "(* x 2)"),
    ("2(3)", "(* 2 3)"),
    ("x·y×t∙a", "(* x y t a)"),
    ("x∗y", "(* x y)"),
    ("x⋅y", "(* x y)"),
    ("x•y", "(* x y)"),
    ("x⨯y", "(* x y)"),
    ("x ✖ y", "(* x y)"),
    ("x@y", "(* x y)"),
    ("2\\*x\\*y", "(* 2 x y)"),
    ("x\\cdot y", "(* x y)"),
    ("x \\times y", "(* x y)"),
    ("x\\,y", "(* x y)"),
    ("x{y}", "(* x y)"),
    ("x y^2", "(* x (^ y 2))"),
    ("xy^2t", "(* x (^ y 2) t)"),
    ("-xy", "(- (* x y))"),
    ("x*-y", "(* x (- y))"),
    ("x·(−y)", "(* x (- y))"),
    ("2 · x", "(* 2 x)"),
]

QUOTIENTS = [
    ("1/2x", "(* (/ 1 2) x)"),
    ("1/2·x", "(* (/ 1 2) x)"),
    ("1/2*x", "(* (/ 1 2) x)"),
    ("(1/2)x", "(* (/ 1 2) x)"),
    ("x/y/t", "(/ (/ x y) t)"),
    ("x/y*t", "(* (/ x y) t)"),
    ("x/(yt)", "(/ x (* y t))"),
    ("x÷y", "(/ x y)"),
    ("x:y", "(/ x y)"),
    ("x∕y", "(/ x y)"),
    ("x⁄y", "(/ x y)"),
    ("1/x ln a", "(* (/ 1 x) (ln a))"),
    ("x/2y", "(* (/ x 2) y)"),
    ("x/(2√x)", "(/ x (* 2 (sqrt x)))"),
    ("1/(x/y)", "(/ 1 (/ x y))"),
    ("x \\over y", "(/ x y)"),
    ("{x+1 \\over y}", "(/ (+ x 1) y)"),
    ("a{x \\over y}", "(* a (/ x y))"),
    ("(x \\over y)", "(/ x y)"),
    ("\\frac{x}{y}", "(/ x y)"),
    ("\\dfrac{x}{y}", "(/ x y)"),
    ("\\tfrac{x}{y}", "(/ x y)"),
    ("\\cfrac{x}{y}", "(/ x y)"),
    ("\\nicefrac{x}{y}", "(/ x y)"),
    ("\\frac xy", "(/ x y)"),
    ("\\frac x2", "(/ x 2)"),
    ("\\frac{x}2", "(/ x 2)"),
    ("\\frac2x", "(/ 2 x)"),
    ("\\frac 1 2 x", "(* (/ 1 2) x)"),
    ("\\frac12x", "(* (/ 1 2) x)"),
    ("\\frac1{2x}", "(/ 1 (* 2 x))"),
    ("\\frac{1}{\\frac{x}{y}}", "(/ 1 (/ x y))"),
    ("x\\div y", "(/ x y)"),
]

POWERS = [
    ("x^2", "(^ x 2)"),
    ("x**2", "(^ x 2)"),
    ("x.^2 .* y", "(* (^ x 2) y)"),  # Octave
    ("Math.exp(x)", "(exp x)"),
    ("x²", "(^ x 2)"),
    ("x ^ 2", "(^ x 2)"),
    ("x^{2}", "(^ x 2)"),
    ("x^(2)", "(^ x 2)"),
    ("x^2y", "(* (^ x 2) y)"),
    ("x²y³", "(* (^ x 2) (^ y 3))"),
    ("x²³", "(^ x 23)"),
    ("x^-1", "(^ x (- 1))"),
    ("x^-1y", "(* (^ x (- 1)) y)"),
    ("x⁻¹", "(^ x (- 1))"),
    ("x^{-1}", "(^ x (- 1))"),
    ("x^(-1/2)", "(^ x (- (/ 1 2)))"),
    ("x^{-1/2}", "(^ x (- (/ 1 2)))"),
    ("x^½", "(^ x (/ 1 2))"),
    ("x^0.5", "(^ x 0.5)"),
    ("x^0,5", "(^ x 0.5)"),
    ("x¹⁄²", "(^ x (/ 1 2))"),
    ("x⁻¹ᐟ²", "(^ x (- (/ 1 2)))"),
    ("x^y^t", "(^ x (^ y t))"),
    ("(x^y)^t", "(^ (^ x y) t)"),
    ("x^{y^{t}}", "(^ x (^ y t))"),
    ("-x^2", "(- (^ x 2))"),
    ("(-x)^2", "(^ (- x) 2)"),
    ("2^-x", "(^ 2 (- x))"),
    ("2^x", "(^ 2 x)"),
    ("2ˣ", "(^ 2 x)"),
    ("e^x", "(^ e x)"),
    ("eˣ", "(^ e x)"),
    ("e^{x}", "(^ e x)"),
    ("e^-x", "(^ e (- x))"),
    ("e^−x", "(^ e (- x))"),
    ("e⁻ˣ", "(^ e (- x))"),
    ("e^(-x)", "(^ e (- x))"),
    ("e^{-x^2/2}", "(^ e (- (/ (^ x 2) 2)))"),
    ("e^{-\\frac{x^2}{2}}", "(^ e (- (/ (^ x 2) 2)))"),
    ("e^(txy)", "(^ e (* t x y))"),
    ("eᵗˣʸ", "(^ e (* t x y))"),
    ("e^xy", "(* (^ e x) y)"),
    ("e^x y", "(* (^ e x) y)"),
    ("e^2x", "(* (^ e 2) x)"),
    ("x^2/2", "(/ (^ x 2) 2)"),
    ("e^x/2", "(/ (^ e x) 2)"),
    ("x^1/2", "(/ (^ x 1) 2)"),
    ("x^-1/2", "(/ (^ x (- 1)) 2)"),
    ("pow(x,2)", "(^ x 2)"),
    ("pow(x; 0,5)", "(^ x 0.5)"),
    ("power(x + 1, 2)", "(^ (+ x 1) 2)"),
    ("pow(x,2)*y", "(* (^ x 2) y)"),
    ("(x+1)²", "(^ (+ x 1) 2)"),
    ("(x+1)^2^y", "(^ (+ x 1) (^ 2 y))"),
    ("x^|y|", "(^ x (abs y))"),
    ("x\\^2", "(^ x 2)"),
    ("x<sup>2</sup>", "(^ x 2)"),
    ("e<sup>-x</sup>y", "(* (^ e (- x)) y)"),
    ("xy e^(txy)", "(* x y (^ e (* t x y)))"),
    ("(xy+e^(txy))^y", "(^ (+ (* x y) (^ e (* t x y))) y)"),
]

FUNCTIONS = [
    ("sin x", "(sin x)"),
    ("sinx", "(sin x)"),
    ("sin(x)", "(sin x)"),
    ("sin{x}", "(sin x)"),
    ("sin[x]", "(sin x)"),
    ("Sin(x)", "(sin x)"),
    ("SIN x", "(sin x)"),
    ("LN x", "(ln x)"),
    ("sin 2x", "(sin (* 2 x))"),
    ("sin2x", "(sin (* 2 x))"),
    ("sin 2x y", "(sin (* 2 x y))"),
    ("sin x + 1", "(+ (sin x) 1)"),
    ("sin x cos y", "(* (sin x) (cos y))"),
    ("sin x·cos y", "(* (sin x) (cos y))"),
    ("sin x (3 - y)", "(* (sin x) (+ 3 (- y)))"),
    ("sin x e^y", "(* (sin x) (^ e y))"),
    ("sin 2e^x", "(sin (* 2 (^ e x)))"),
    ("ln x e^{xy} y", "(* (ln x) (^ e (* x y)) y)"),
    ("sin x(3-4sin²x)", "(* (sin x) (+ 3 (- (* 4 (^ (sin x) 2)))))"),
    ("sin x^2", "(sin (^ x 2))"),
    ("sin(x)^2", "(^ (sin x) 2)"),
    ("(sin x)^2", "(^ (sin x) 2)"),
    ("sin^2 x", "(^ (sin x) 2)"),
    ("sin²x", "(^ (sin x) 2)"),
    ("sin² x", "(^ (sin x) 2)"),
    ("sin^2(x)", "(^ (sin x) 2)"),
    ("sin^{2}(x)", "(^ (sin x) 2)"),
    ("sin^2(2x)", "(^ (sin (* 2 x)) 2)"),
    ("sin^a x", "(^ (sin x) a)"),
    ("sin -x", "(sin (- x))"),
    ("sin(-x)", "(sin (- x))"),
    ("sin(x) y", "(* (sin x) y)"),
    ("sin(x)y", "(* (sin x) y)"),
    ("y sin x", "(* y (sin x))"),
    ("xsinx", "(* x (sin x))"),
    ("2xcosx", "(* 2 x (cos x))"),
    ("3cos3x", "(* 3 (cos (* 3 x)))"),
    ("sin x/2", "(/ (sin x) 2)"),
    ("sin(x/2)", "(sin (/ x 2))"),
    ("sin(0,5x)", "(sin (* 0.5 x))"),
    ("cos^2x sin^2x", "(* (^ (cos x) 2) (^ (sin x) 2))"),
    ("1/cos^2x", "(/ 1 (^ (cos x) 2))"),
    ("1/sin x cos x", "(* (/ 1 (sin x)) (cos x))"),
    ("2^x*ln 2*x", "(* (^ 2 x) (ln 2) x)"),
    ("5^xln5", "(* (^ 5 x) (ln 5))"),
    ("ln x³", "(ln (^ x 3))"),
    ("ln^2 x", "(^ (ln x) 2)"),
    ("ln²x", "(^ (ln x) 2)"),
    ("ln(x)^2", "(^ (ln x) 2)"),
    ("ln(x^2)", "(ln (^ x 2))"),
    ("ln|x|", "(ln (abs x))"),
    ("ln |x|", "(ln (abs x))"),
    ("ln ln x", "(ln (ln x))"),
    ("ln(ln(x))", "(ln (ln x))"),
    ("xlnx", "(* x (ln x))"),
    ("ln x y", "(ln (* x y))"),
    ("ln(x)y", "(* (ln x) y)"),
    ("tg x", "(tan x)"),
    ("tg^2(x)", "(^ (tan x) 2)"),
    ("ctg x", "(cot x)"),
    ("cotg x", "(cot x)"),
    ("cotan x", "(cot x)"),
    ("arctg x", "(atan x)"),
    ("arcctg x", "(acot x)"),
    ("arc tg x", "(atan x)"),
    ("arcsin x", "(asin x)"),
    ("arccos x", "(acos x)"),
    ("arctan x", "(atan x)"),
    ("asin x", "(asin x)"),
    ("acos(x)", "(acos x)"),
    ("atan(x)", "(atan x)"),
    ("acot x", "(acot x)"),
    ("sh x", "(sinh x)"),
    ("ch x", "(cosh x)"),
    ("th x", "(tanh x)"),
    ("cth x", "(coth x)"),
    ("tgh x", "(tanh x)"),
    ("sinh x", "(sinh x)"),
    ("cosh x", "(cosh x)"),
    ("tanh x", "(tanh x)"),
    ("coth x", "(coth x)"),
    ("sech x", "(sech x)"),
    ("csch x", "(csch x)"),
    ("sec x", "(sec x)"),
    ("csc x", "(csc x)"),
    ("cosec x", "(csc x)"),
    ("arsh x", "(asinh x)"),
    ("arch x", "(acosh x)"),
    ("arth x", "(atanh x)"),
    ("arcth x", "(acoth x)"),
    ("arsinh x", "(asinh x)"),
    ("arcosh x", "(acosh x)"),
    ("artanh x", "(atanh x)"),
    ("arcoth x", "(acoth x)"),
    ("asinh x", "(asinh x)"),
    ("acosh x", "(acosh x)"),
    ("atanh x", "(atanh x)"),
    ("acoth x", "(acoth x)"),
    ("arcsinh x", "(asinh x)"),
    ("lg x", "(lg x)"),
    ("log x", "(ln x)"),
    ("log(x)", "(ln x)"),
    ("exp x", "(exp x)"),
    ("exp(x)", "(exp x)"),
    ("exp{x}", "(exp x)"),
    ("exp(-x)^2", "(^ (exp (- x)) 2)"),
    ("exp(x)²", "(^ (exp x) 2)"),
    ("exp(-x²/2)", "(exp (- (/ (^ x 2) 2)))"),
    ("xexp(x)", "(* x (exp x))"),
    ("sigmoid(x)", "(sigmoid x)"),
    ("sigmoid x", "(sigmoid x)"),
    ("sigma(x)", "(sigmoid x)"),
    ("σ(x)", "(sigmoid x)"),
    ("σ x", "(sigmoid x)"),
    ("\\sigma(x)", "(sigmoid x)"),
    ("σ(x)(1-σ(x))", "(* (sigmoid x) (+ 1 (- (sigmoid x))))"),
    ("expit(x)", "(sigmoid x)"),
    ("relu(x)", "(relu x)"),
    ("ReLU(x)", "(relu x)"),
    ("sign x", "(sign x)"),
    ("sgn(x)", "(sign x)"),
    ("max(0,x)", "(max 0 x)"),
    ("max(0,5)", "(max 0 5)"),
    ("max(0, x)", "(max 0 x)"),
    ("max(0; x)", "(max 0 x)"),
    ("max(0,5; x)", "(max 0.5 x)"),
    ("max(0; 0,5x)", "(max 0 (* 0.5 x))"),
    ("max{0,x}", "(max 0 x)"),
    ("max(0,5x)", "(max 0 (* 5 x))"),
    ("max(x,y,t)", "(max x y t)"),
    ("min(x, 1)", "(min x 1)"),
    ("np.exp(x)*math.sqrt(y)", "(* (exp x) (sqrt y))"),
    ("torch.relu(x)", "(relu x)"),
    ("sin^-1 x", "(asin x)"),
    ("sin⁻¹x", "(asin x)"),
    ("sin^{-1}(x)", "(asin x)"),
    ("tg^-1 x", "(atan x)"),
    ("\\tan^{-1}x", "(atan x)"),
    ("sinh^-1 x", "(asinh x)"),
]

LOGARITHMS = [
    ("log_2(x)", "(log x 2)"),
    ("log_2 x", "(log x 2)"),
    ("log_{2}x", "(log x 2)"),
    ("log₂x", "(log x 2)"),
    ("log₂ x", "(log x 2)"),
    ("log₁₀(x)", "(log x 10)"),
    ("log2(x)", "(log x 2)"),
    ("log2 x", "(log x 2)"),
    ("log10(x)", "(log x 10)"),
    ("log10 x", "(log x 10)"),
    ("log_a x", "(log x a)"),
    ("log_a(x)", "(log x a)"),
    ("log_{a}(x)", "(log x a)"),
    ("logₐ x", "(log x a)"),
    ("log(x, 2)", "(log x 2)"),
    ("log(x; 2)", "(log x 2)"),
    ("log_2^2 x", "(^ (log x 2) 2)"),
    ("log_(x+1)(y)", "(log y (+ x 1))"),
]

ROOTS = [
    ("sqrt x", "(sqrt x)"),
    ("sqrt(x)", "(sqrt x)"),
    ("sqrt(x+1)", "(sqrt (+ x 1))"),
    ("√x", "(sqrt x)"),
    ("√(x+1)", "(sqrt (+ x 1))"),
    ("√(x+1)/2", "(/ (sqrt (+ x 1)) 2)"),
    ("√x/2", "(/ (sqrt x) 2)"),
    ("√2/5", "(/ (sqrt 2) 5)"),
    ("√x e^x", "(* (sqrt x) (^ e x))"),
    ("√x√y", "(* (sqrt x) (sqrt y))"),
    ("√x²", "(sqrt (^ x 2))"),
    ("√|x|", "(sqrt (abs x))"),
    ("x√2", "(* x (sqrt 2))"),
    ("3√x", "(* 3 (sqrt x))"),
    ("x²√y", "(* (^ x 2) (sqrt y))"),
    ("sqrt 2x", "(sqrt (* 2 x))"),
    ("Sqrt[4 x]", "(sqrt (* 4 x))"),
    ("Sqrt[3]", "(sqrt 3)"),
    ("cbrt x", "(cbrt x)"),
    ("cbrt(x)", "(cbrt x)"),
    ("∛x", "(cbrt x)"),
    ("∛(x+1)", "(cbrt (+ x 1))"),
    ("³√x", "(cbrt x)"),
    ("³√(x+1)", "(cbrt (+ x 1))"),
    ("2 ³√x", "(* 2 (cbrt x))"),
    ("2·³√x", "(* 2 (cbrt x))"),
    ("⁴√x", "(^ x (/ 1 4))"),
    ("∜x", "(^ x (/ 1 4))"),
    ("√x³", "(sqrt (^ x 3))"),
    ("\\sqrt x", "(sqrt x)"),
    ("\\sqrt{x}", "(sqrt x)"),
    ("\\sqrt{x}y", "(* (sqrt x) y)"),
    ("\\sqrt x y", "(* (sqrt x) y)"),
    ("\\sqrt 2 x", "(* (sqrt 2) x)"),
    ("\\sqrt2 x", "(* (sqrt 2) x)"),
    ("\\sqrt\\frac{x}{2}", "(sqrt (/ x 2))"),
    ("\\sqrt{x+1}", "(sqrt (+ x 1))"),
    ("\\sqrt[3]{x}", "(cbrt x)"),
    ("\\sqrt[3]x", "(cbrt x)"),
    ("\\sqrt[4]x", "(^ x (/ 1 4))"),
    ("\\sqrt[5]{x}", "(^ x (/ 1 5))"),
    ("\\root 3 \\of x", "(cbrt x)"),
    ("\\root{3}\\of{x+1}", "(cbrt (+ x 1))"),
]

BARS = [
    ("|x|", "(abs x)"),
    ("| x |", "(abs x)"),
    ("|x|y", "(* (abs x) y)"),
    ("2|x|", "(* 2 (abs x))"),
    ("2|x||y|", "(* 2 (abs x) (abs y))"),
    ("|x||y|", "(* (abs x) (abs y))"),
    ("|x|/x", "(/ (abs x) x)"),
    ("|x|^2", "(^ (abs x) 2)"),
    ("|x|²", "(^ (abs x) 2)"),
    ("|-x|", "(abs (- x))"),
    ("|x-|y||", "(abs (+ x (- (abs y))))"),
    ("||x|-|y||", "(abs (+ (abs x) (- (abs y))))"),
    ("||x||", "(abs (abs x))"),
    ("|x|+|y|", "(+ (abs x) (abs y))"),
    ("|x|-1", "(+ (abs x) (- 1))"),
    ("|sin x|", "(abs (sin x))"),
    ("ln|sin x|", "(ln (abs (sin x)))"),
    ("e^|x|", "(^ e (abs x))"),
    ("abs(x)", "(abs x)"),
    ("abs x", "(abs x)"),
    ("\\left|x\\right|", "(abs x)"),
    ("\\lvert x\\rvert", "(abs x)"),
    ("\\left\\lvert x \\right\\rvert", "(abs x)"),
    ("\\vert x\\vert", "(abs x)"),
    ("|x|·|y|", "(* (abs x) (abs y))"),
    ("x|x|", "(* x (abs x))"),
]

UNICODE = [
    ("𝑥+𝐲", "(+ x y)"),
    ("２ｘ＋１", "(+ (* 2 x) 1)"),
    ("х+у", "(+ x y)"),
    ("соs x", "(cos x)"),
    ("ехр(х)", "(exp x)"),
    ("х²", "(^ x 2)"),
    ("x\xa0+\u2009y", "(+ x y)"),
    ("x\u200b+y", "(+ x y)"),
    ("x\u2060y", "(* x y)"),
    ("\ufeffx", "x"),
    ("x\xady", "(* x y)"),
    ("x−y", "(+ x (- y))"),
    ("x–y", "(+ x (- y))"),
    ("x—y", "(+ x (- y))"),
    ("x﹣y", "(+ x (- y))"),
    ("x➕y", "(+ x y)"),
    ("ℯ^x", "(^ e x)"),
    ("2πx", "(* 2 pi x)"),
    ("2Pi x", "(* 2 pi x)"),
    ("x⁰", "(^ x 0)"),
    ("½x", "(* (/ 1 2) x)"),
    ("⅔ x", "(* (/ 2 3) x)"),
    ("¹⁄₂x", "(* (/ 1 2) x)"),
    ("x &times; y", "(* x y)"),
    ("x&nbsp;+&nbsp;y", "(+ x y)"),
    ("2&pi;x", "(* 2 pi x)"),
    ("x&sup2;", "(^ x 2)"),
    ("x &minus; y", "(+ x (- y))"),
    ("&#120;+1", "(+ x 1)"),
    ("x<i>y</i>", "(* x y)"),
    ("x\u2061+y", "(+ x y)"),
]

LATEX = [
    ("\\left(x+1\\right)^{2}", "(^ (+ x 1) 2)"),
    ("\\bigl(x+1\\bigr)^2", "(^ (+ x 1) 2)"),
    ("\\left[x+1\\right]", "(+ x 1)"),
    ("\\left\\{x+1\\right\\}", "(+ x 1)"),
    ("\\sin x", "(sin x)"),
    ("\\sin^2 x", "(^ (sin x) 2)"),
    ("\\sin^{2}{x}", "(^ (sin x) 2)"),
    ("\\sin{2x}", "(sin (* 2 x))"),
    ("\\sin\\left(2x\\right)", "(sin (* 2 x))"),
    ("\\ln x", "(ln x)"),
    ("\\ln\\left(x\\right)", "(ln x)"),
    ("\\ln^{2}x", "(^ (ln x) 2)"),
    ("\\ln{x}", "(ln x)"),
    ("\\log_2 x", "(log x 2)"),
    ("\\log_{2}{x}", "(log x 2)"),
    ("\\exp\\left(x\\right)", "(exp x)"),
    ("\\exp{x}", "(exp x)"),
    ("\\tg x", "(tan x)"),
    ("\\ctg x", "(cot x)"),
    ("\\arctg x", "(atan x)"),
    ("\\arctan x", "(atan x)"),
    ("\\sh x", "(sinh x)"),
    ("\\operatorname{tg} x", "(tan x)"),
    ("\\operatorname{tg}^2 x", "(^ (tan x) 2)"),
    ("\\operatorname*{tg} x", "(tan x)"),
    ("\\mathop{\\mathrm{tg}} x", "(tan x)"),
    ("{\\rm tg} x", "(tan x)"),
    ("\\mathrm{tg}\\,x", "(tan x)"),
    ("\\text{sin} x", "(sin x)"),
    ("\\mathrm{e}^{x}", "(^ e x)"),
    ("\\mathrm e^x", "(^ e x)"),
    ("{\\rm e}^x", "(^ e x)"),
    ("e^{-x^2}", "(^ e (- (^ x 2)))"),
    ("e^{\\frac{x}{2}}", "(^ e (/ x 2))"),
    ("e^\\frac{x}{2}", "(^ e (/ x 2))"),
    ("\\mathrm{e}^{x}\\cos{x}y", "(* (^ e x) (cos x) y)"),
    ("\\max(0, x)", "(max 0 x)"),
    ("\\max\\left\\{0, x\\right\\}", "(max 0 x)"),
    ("\\max\\{0,x\\}", "(max 0 x)"),
    ("\\pi", "pi"),
    ("\\pi x", "(* pi x)"),
    ("\\frac{\\pi}{2}", "(/ pi 2)"),
    ("0{,}5x", "(* 0.5 x)"),
    ("x^{\\tfrac12}", "(^ x (/ 1 2))"),
    ("\\mathit{x}+\\mathbf{y}", "(+ x y)"),
    ("$x^{2}$", "(^ x 2)"),
    ("$$x^{2}$$", "(^ x 2)"),
    ("\\(x^{2}\\)", "(^ x 2)"),
    ("\\[ x^{2} \\]", "(^ x 2)"),
    ("`x^2`", "(^ x 2)"),
    ("```x^2```", "(^ x 2)"),
    ("**x^2**", "(^ x 2)"),
    ("x^2\\,.", "(^ x 2)"),
    ("x\\!y", "(* x y)"),
    ("x~y", "(* x y)"),
    ("\\displaystyle \\frac{x}{y}", "(/ x y)"),
    ("\\sigma\\left(x\\right)", "(sigmoid x)"),
]

AROUND = [
    ("f'(x) = 2x", "(* 2 x)"),
    ("f′(x)=2x", "(* 2 x)"),
    ("f″(x)=2x", "(* 2 x)"),
    ("y' = x", "x"),
    ("y'=x", "x"),
    ("dy/dx = x", "x"),
    ("d/dx = x", "x"),
    ("df/dx = 2x", "(* 2 x)"),
    ("∂f/∂x = 2x", "(* 2 x)"),
    ("f'_x = 2x", "(* 2 x)"),
    ("f(x) := 2x", "(* 2 x)"),
    ("\\frac{df}{dx} = 2x", "(* 2 x)"),
    ("\\frac{\\partial f}{\\partial x} = 2x", "(* 2 x)"),
    ("d/dx sin(x^2) = x", "x"),
    ("\\frac{d}{dx} \\sin x^2 = x", "x"),
    ("(x^2)' = 2x", "(* 2 x)"),
    ("= 5", "5"),
    ("≈ 0.667", "0.667"),
    ("~5", "5"),
    ("≃ 5", "5"),
    ("\\approx 5", "5"),
    ("2x.", "(* 2 x)"),
    ("2x;", "(* 2 x)"),
    ("2x,", "(* 2 x)"),
    ('"2x"', "(* 2 x)"),
    ("«2x»", "(* 2 x)"),
    ("“2x”", "(* 2 x)"),
    ("Ответ: 2x", "(* 2 x)"),
    ("ответ: f'(x) = 2x", "(* 2 x)"),
    ("Ответ 2x", "(* 2 x)"),
    ("Ответ -2x", "(- (* 2 x))"),
    ("Отв. 2x", "(* 2 x)"),
    ("Answer: 2x", "(* 2 x)"),
    ("answer = 2x", "(* 2 x)"),
    ("Answer: -2x", "(- (* 2 x))"),
    ("**Ответ:** 2x", "(* 2 x)"),
    ("а) 2x", "(* 2 x)"),
    ("1) 2x", "(* 2 x)"),
    ("⇒ 2x", "(* 2 x)"),
    ("=> 2x", "(* 2 x)"),
    ("2 sin x cos x = sin 2x", "(sin (* 2 x))"),
    ("f'(x) = 2x + x = 3x", "(* 3 x)"),
    ("σ ≈ 2", "2"),
    ("\\sigma \\approx 2", "2"),
    ("\\sigma^2 = 2", "2"),
    ("Var[w] = 2", "2"),
    ("D(W) = 2", "2"),
]

MEANINGS = [
    pytest.param(*row, id=f"{clause}-{row[0]}")
    for clause, table in {
        "products": PRODUCTS,
        "quotients": QUOTIENTS,
        "powers": POWERS,
        "functions": FUNCTIONS,
        "logarithms": LOGARITHMS,
        "roots": ROOTS,
        "bars": BARS,
        "unicode": UNICODE,
        "latex": LATEX,
        "around": AROUND,
    }.items()
    for row in table
]


@pytest.mark.parametrize(("text", "meaning"), MEANINGS)
def test_meaning(text, meaning):
    read = read_formula(text, SYMBOLS)
    assert isinstance(read, Reading), read
    assert lisp(read.tree) == meaning


# an index in any spelling; the longest name wins
INDICES = [
    ("x₁²", "(^ x_1 2)"),
    ("x_1^2", "(^ x_1 2)"),
    ("x1^2", "(^ x_1 2)"),
    ("x_{1}^{2}", "(^ x_1 2)"),
    ("x_1²", "(^ x_1 2)"),
    ("x[1]", "x_1"),
    ("w_{12}", "w_12"),
    ("w_{1,2}", "w_12"),
    ("w_1_2", "w_12"),
    ("w[1,2]", "w_12"),
    ("w₁₂", "w_12"),
    ("w12", "w_12"),
    ("w_(12)", "w_12"),
    ("x_1w_1", "(* x_1 w_1)"),
    ("w1x1", "(* w_1 x_1)"),
    ("2x1", "(* 2 x_1)"),
    ("sin x_1", "(sin x_1)"),
    ("e^x_1", "(^ e x_1)"),
    ("x\u200b_1", "x_1"),
    ("η x_1", "(* eta x_1)"),
    (r"\eta x_1", "(* eta x_1)"),
    ("eta x_1", "(* eta x_1)"),
    ("θ²", "(^ theta 2)"),
    ("h_t x_1", "(* h_t x_1)"),
    ("h_{t}x_1", "(* h_t x_1)"),
    ("hₜx₁", "(* h_t x_1)"),
    ("h_{t-1}", "h_{t-1}"),
    ("h_(t-1)", "h_{t-1}"),
    ("hₜ₋₁h_t", "(* h_{t-1} h_t)"),
    ("h[t-1]", "h_{t-1}"),
    ("h_t-1", "(+ h_t (- 1))"),
    ("ŷ", "y_hat"),
    ("y\u0302 x_1", "(* y_hat x_1)"),
    (r"\hat{y}", "y_hat"),
    (r"\hat y", "y_hat"),
    ("yhat", "y_hat"),
    (r"\vartheta", "theta"),
    ("Δ²", "(^ Delta 2)"),
    (r"\Delta x_1", "(* Delta x_1)"),
    ("ψ", "psi"),
]


@pytest.mark.parametrize(("text", "meaning"), INDICES)
def test_an_index_in_any_spelling(text, meaning):
    read = read_formula(text, ("x_1", "x_12", "w_1", "w_12", "eta", "theta", "h_t", "h_{t-1}", "y_hat", "Delta", "psi"))
    assert isinstance(read, Reading), read
    assert lisp(read.tree) == meaning


NOTES = [
    ("1/2x", ["note.slash-product"]),
    ("(1/2)x", []),
    (r"\frac12 x", []),
    ("log x", ["note.log"]),
    ("х+1", ["note.cyrillic"]),
    ("y' = x", ["note.left-side"]),
    ("1½", ["note.mixed"]),
    ("e^xy", ["note.exponent"]),
    ("e^x y", []),
    ("e^(xy)", []),
    ("e^-xy", ["note.exponent"]),
    ("e^2x", ["note.exponent"]),
    ("x^2y", []),
    ("e^(x)y", []),
    ("x^1/2", ["note.exponent-slash"]),
    ("x^2/2", []),
    ("sin^-1 x", ["note.inverse"]),
    ("log2 x", ["note.base"]),
    ("2e-3 x", ["note.scientific"]),
    ("2.5e-3 x", []),
    ("0.(3)x", ["note.repeating"]),
    ("2 sin x cos x = sin 2x", ["note.chain"]),
]


@pytest.mark.parametrize(("text", "keys"), NOTES)
def test_notes_say_how_a_doubtful_spelling_was_read(text, keys):
    read = read_formula(text, SYMBOLS)
    assert isinstance(read, Reading), read
    assert [note.key for note in read.notes] == keys


# text, the other way to read it, the question asked where that way would be right, and the characters it is about
DOUBTS = [
    ("x^1/2", "(^ x (/ 1 2))", "read.exponent-slash", "1/2"),
    ("x^-1/2", "(^ x (/ (- 1) 2))", "read.exponent-slash", "-1/2"),
    ("e^-x^2/2", "(^ e (/ (- (^ x 2)) 2))", "read.exponent-slash", "-x^2/2"),
    ("e^x/y", "(^ e (/ x y))", "read.exponent-slash", "x/y"),
    ("e^xy", "(^ e (* x y))", "read.exponent", "xy"),
    ("x^2y", "(^ x (* 2 y))", "read.exponent", "2y"),
    ("sin^-1 x", "(^ (sin x) (- 1))", "read.inverse", "sin^-1"),
    ("tg⁻¹(x)", "(^ (tan x) (- 1))", "read.inverse", "tg⁻¹"),
    ("sin x/2", "(sin (/ x 2))", "read.argument", "sin x/"),
    ("cos x (x+1)", "(cos (* x (+ x 1)))", "read.argument", "cos x ("),
    ("sin 2x(y)", "(sin (* 2 x y))", "read.argument", "sin 2x("),
    (r"ln x \frac12", "(ln (* x (/ 1 2)))", "read.argument", r"ln x \frac"),
    ("ln x 2^y", "(ln (* x (^ 2 y)))", "read.argument", "ln x 2"),
    ("√1/2", "(sqrt (/ 1 2))", "read.root", "√1/"),
    ("sqrt 2x", "(* (sqrt 2) x)", "read.root", "sqrt 2x"),
    (r"\sqrt2x", "(sqrt (* 2 x))", "read.root", r"\sqrt2x"),
    ("log2x", "(ln (* 2 x))", "read.base", "log2x"),
    ("2e-3x", "(+ (* 2 e) (- (* 3 x)))", "read.scientific", "2e-3"),
    ("0.1(6)x", "(* 0.1 6 x)", "read.repeating", "0.1(6)"),
    ("x³√y", "(* x (cbrt y))", "read.degree", "³√"),
]


@pytest.mark.parametrize(("text", "meaning", "key", "marked"), DOUBTS)
def test_a_doubtful_place_has_another_reading_and_a_question(text, meaning, key, marked):
    usual, other = read_formula(text, SYMBOLS), read_formula(text, SYMBOLS, other=True)
    assert lisp(other.tree) == meaning != lisp(usual.tree)
    assert (usual.question.key, text[slice(*usual.question.span)]) == (key, marked)


@pytest.mark.parametrize("text", ["(x^1)/2", "e^(xy)", "1/sin x", "sin(x)/2", "√(1)/2", "x³·√y", "2·x", "x/y", "x² y", "e^x y"])
def test_a_plain_text_has_no_question(text):
    usual = read_formula(text, SYMBOLS)
    assert usual.question is None
    assert read_formula(text, SYMBOLS, other=True).tree == usual.tree


def test_a_function_made_of_declared_letters_may_be_a_product():
    assert lisp(read_formula("2th", ("t", "h")).tree) == "(* 2 t h)"
    assert lisp(read_formula("thx", ("t", "h", "x")).tree) == "(tanh x)"
    assert [note.key for note in read_formula("thx", ("t", "h", "x")).notes] == ["note.letters"]
    assert lisp(read_formula("thx", ("t", "h", "x"), other=True).tree) == "(* t h x)"
    assert lisp(read_formula("th(x)", ("x",)).tree) == "(tanh x)"
    assert lisp(read_formula("pow", ("p", "o", "w")).tree) == "(* p o w)"


@pytest.mark.parametrize("text", ["λw", "lambda w", "lam w", "lambd*w", r"\lambda w"])
def test_a_greek_letter_may_be_declared_as_such(text):
    assert lisp(read_formula(text, ("λ", "w")).tree) == "(* λ w)"


def test_a_moved_index_is_declared_with_or_without_brackets():
    for text in ("h_t-1", "h_{t-1}", "h_(t-1)", "hₜ₋₁"):
        assert lisp(read_formula(text, ("h_t-1", "h_t")).tree) == "h_t-1"
    assert lisp(read_formula("h_t - 1", ("h_t-1", "h_t")).tree) == "(+ h_t (- 1))"
    assert lisp(read_formula("∂sₜ/∂sₜ₋₁", ("ds_t/ds_{t-1}",)).tree) == "ds_t/ds_{t-1}"


ATOMS = (
    "ds3/ds2",
    "ds2/ds1",
    "ds1/ds0",
    "ds1/dW*",
    "ds2/dW*",
    "ds3/dW*",
    "ds3/dW",
    "f'(a1)",
    "f'(a2)",
    "W",
    "s0",
    "s1",
    "dL/dz_32",
)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("ds3/ds2", "ds3/ds2"),
        ("∂s_3/∂s_2", "ds3/ds2"),
        ("∂s₃/∂s₂", "ds3/ds2"),
        ("(∂s_3)/(∂s_2)·(∂s_2)/(∂s_1)", "(* ds3/ds2 ds2/ds1)"),
        (r"\frac{\partial s_3}{\partial s_2}", "ds3/ds2"),
        (r"\frac{ds_{3}}{ds_{2}}", "ds3/ds2"),
        ("ds3/dW* ", "ds3/dW*"),
        (r"\frac{\partial s_3}{\partial W_*}", "ds3/dW*"),
        ("ds3/dW", "ds3/dW"),
        ("ds2/dW*ds1/ds0", "(* ds2/dW* ds1/ds0)"),
        ("ds3/ds2 ds2/dW* + ds3/dW*", "(+ (* ds3/ds2 ds2/dW*) ds3/dW*)"),
        ("ds3/ds2*ds2/ds1*ds1/dW*", "(* ds3/ds2 ds2/ds1 ds1/dW*)"),
        ("(ds3/ds2)(ds2/dW*)", "(* ds3/ds2 ds2/dW*)"),
        ("f'(a2)(W f'(a_1) s0 + s_1)", "(* f'(a2) (+ (* W f'(a1) s0) s1))"),
        ("f′(a₂)·s₁", "(* f'(a2) s1)"),
        ("f' (a2) s0", "(* f'(a2) s0)"),
        ("ds3/dW·ds1/ds0", "(* ds3/dW ds1/ds0)"),
        ("ds3/dW⋆ s0", "(* ds3/dW* s0)"),
        (r"\frac{\partial s_3}{\partial W^\star}", "ds3/dW*"),
        ("ds3/dW = ds3/dW*", "ds3/dW*"),
        ("dL/dz_32", "dL/dz_32"),
        (r"\frac{\partial L}{\partial z_{3,2}}", "dL/dz_32"),
        (r"\frac{\partial L}{\partial z_{32}}", "dL/dz_32"),
    ],
)
def test_declared_atoms_are_read_whole(text, meaning):
    read = read_formula(text, ATOMS)
    assert isinstance(read, Reading), read
    assert lisp(read.tree) == meaning


def test_an_atom_that_is_not_declared_is_marked_whole():
    text = "ds3/ds2*ds2/ds0"
    problem = read_formula(text, ATOMS)
    assert isinstance(problem, ReadProblem)
    assert (problem.key, text[slice(*problem.span)]) == ("read.name", "ds2/ds0")


def test_a_star_before_a_factor_is_pointed_out():
    assert [note.key for note in read_formula("ds3/dW*ds1/ds0", ATOMS).notes] == ["note.star"]
    assert read_formula("ds3/dW* · ds1/ds0", ATOMS).notes == ()
    assert read_formula("ds3/dW* + s0", ATOMS).notes == ()


def test_declared_symbols_win_over_built_in_names():
    assert lisp(read_formula("e", ("e",)).tree) == "e"
    assert read_formula("e", ("e",)).tree == Symbol("e")
    assert read_formula("sigma x", ("sigma", "x")).tree == Product((Symbol("sigma"), Symbol("x")))
    assert read_formula("σ²", ("sigma",)).tree == Power(Symbol("sigma"), Number(2))
    assert read_formula("2e", ("e",)).tree == Product((Number(2), Symbol("e")))


def test_an_index_is_not_cut_off_a_declared_symbol():
    problem = read_formula("w12", ("w1", "x"))
    assert isinstance(problem, ReadProblem)
    assert problem.key == "read.name"


TRANSPOSES = [
    ("X^T dZ", "(* (T X) dZ)"),
    ("Xᵀ dZ", "(* (T X) dZ)"),
    ("XᵀdZ", "(* (T X) dZ)"),
    ("X' dZ", "(* (T X) dZ)"),
    ("X’ dZ", "(* (T X) dZ)"),
    ("X.T @ dZ", "(* (T X) dZ)"),
    ("X.T@dZ", "(* (T X) dZ)"),
    ("X^⊤ dZ", "(* (T X) dZ)"),
    ("X⊤ dZ", "(* (T X) dZ)"),
    ("X^\\top dZ", "(* (T X) dZ)"),
    ("X^{\\top} dZ", "(* (T X) dZ)"),
    ("X^{\\mathrm{T}}dZ", "(* (T X) dZ)"),
    ("X^\\mathrm{T}dZ", "(* (T X) dZ)"),
    ("X^{\\mathsf T}dZ", "(* (T X) dZ)"),
    ("X^\\intercal dZ", "(* (T X) dZ)"),
    ("X^t dZ", "(* (T X) dZ)"),
    ("Xᵗ dZ", "(* (T X) dZ)"),
    ("X^{T}dZ", "(* (T X) dZ)"),
    ("X^(T)dZ", "(* (T X) dZ)"),
    ("X^Т dZ", "(* (T X) dZ)"),
    ("transpose(X) dZ", "(* (T X) dZ)"),
    ("np.transpose(X) @ dZ", "(* (T X) dZ)"),
    ("np.dot(X.T, dZ)", "(* (T X) dZ)"),
    ("X.T.dot(dZ)", "(* (T X) dZ)"),
    ("np.matmul(X.T, dZ)", "(* (T X) dZ)"),
    ("torch.matmul(X.T, dZ)", "(* (T X) dZ)"),
    ("X.t() @ dZ", "(* (T X) dZ)"),
    ("X.transpose() @ dZ", "(* (T X) dZ)"),
    ("X.mT @ dZ", "(* (T X) dZ)"),
    ("X.t().mm(dZ)", "(* (T X) dZ)"),
    ("\\mathbf{X}^{\\top}\\mathbf{dZ}", "(* (T X) dZ)"),
    ("X^T·dZ", "(* (T X) dZ)"),
    ("X^T × dZ", "(* (T X) dZ)"),
    ("dW = X^T dZ", "(* (T X) dZ)"),
    ("∂L/∂W = X^T dZ", "(* (T X) dZ)"),
]


@pytest.mark.parametrize(("text", "meaning"), TRANSPOSES)
def test_transposes(text, meaning):
    read = read_formula(text, ("X", "dZ", "W"), matrices=True)
    assert isinstance(read, Reading), read
    assert lisp(read.tree) == meaning


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("(X dZ)^T", "(T (* X dZ))"),
        ("(XdZ)'", "(T (* X dZ))"),
        ("X.dot(dZ).T", "(T (* X dZ))"),
        ("2*X.dot(dZ)", "(* 2 (* X dZ))"),
        ("X^T X", "(* (T X) X)"),
        ("X''", "(T (T X))"),
        ("1/2 X^T dZ", "(* (/ 1 2) (T X) dZ)"),
        ("-X^T dZ/2", "(- (/ (* (T X) dZ) 2))"),
        ("X^-1 dZ", "(* (^ X (- 1)) dZ)"),
        ("(X^T X)^(-1) X^T dZ", "(* (^ (* (T X) X) (- 1)) (T X) dZ)"),
    ],
)
def test_formulas_of_matrices(text, meaning):
    read = read_formula(text, ("X", "dZ"), matrices=True)
    assert isinstance(read, Reading), read
    assert lisp(read.tree) == meaning


def test_a_temperature_in_an_exponent_is_no_transpose():
    for text in ("e^T", "e^(T)", "e^{T}"):
        assert lisp(read_formula(text, ("T", "x")).tree) == "(^ e T)"
