/** One's own edit joined with what somebody else saved meanwhile, field by field.
 *
 * `values`: one's own where it was edited, else theirs. `contested`: what both changed, to different values.
 */
export function merged<Values extends Record<string, string>>(
  before: Values,
  mine: Values,
  theirs: Values,
): { values: Values; contested: (keyof Values & string)[] } {
  const values = { ...theirs }
  const contested: (keyof Values & string)[] = []
  for (const name of Object.keys(mine) as (keyof Values & string)[]) {
    if (mine[name] === before[name]) continue
    values[name] = mine[name]
    if (theirs[name] !== before[name] && theirs[name] !== mine[name]) contested.push(name)
  }
  return { values, contested }
}
