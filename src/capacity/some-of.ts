/** The first of some names, and how many more there are: `a, b, c and 4 more`. */
export function someOf(names: readonly string[], most: number): string {
  const more = names.length > most ? ` and ${names.length - most} more` : '';
  return `${names.slice(0, most).join(', ')}${more}`;
}

/** The same of clauses, which may hold commas themselves: `a; b; and 4 more`. */
export function someClauses(clauses: readonly string[], most: number): string {
  const more = clauses.length > most ? [`and ${clauses.length - most} more`] : [];
  return [...clauses.slice(0, most), ...more].join('; ');
}
