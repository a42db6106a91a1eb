const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** https://docs.python.org/3/reference/lexical_analysis.html#keywords */
export const PYTHON = words(`
  False None True and as assert async await break class continue def del elif else except finally for from global if import in
  is lambda nonlocal not or pass raise return try while with yield self
`);

/** JLS 3.9, literals, and what the builders of jsii have themselves. */
export const JAVA = words(`
  abstract assert boolean break byte case catch char class const continue default do double else enum extends final finally
  float for goto if implements import instanceof int interface long native new package private protected public return short
  static strictfp super switch synchronized this throw throws transient try void volatile while
  true false null build
`);

/** Methods of java.lang.Object. */
export const JAVA_OBJECT = words('clone equals finalize getClass hashCode notify notifyAll wait');

/** Classes that every file of Java sees by their names. */
export const JAVA_LANG = words(`
  Boolean Byte Character Class ClassLoader Comparable Deprecated Double Enum Error Exception Float Integer Iterable Long Math
  Module Number Object Override Package Process Record Runnable Runtime Short String System Thread Throwable Void
`);

/** https://go.dev/ref/spec#Keywords */
export const GO = words(`
  break case chan const continue default defer else fallthrough for func go goto if import interface map package range return
  select struct switch type var
`);
