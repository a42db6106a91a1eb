import { Problems } from '../manifest/problems';
import { checked } from '../props/checked';

/** Members of the European Union (ISO 3166-1), whose data may be in any of them. */
const EU: ReadonlySet<string> = new Set(
  'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' '),
);

/**
 * The law under which data are kept: that of a country, of a part of one, or of the European Union. Data marked as personal or as map data do not leave
 * that of the place where they are collected.
 *
 * @example
 * const west = new Cluster(app, 'west', {
 *   zones: ['a', 'b'],
 *   kubernetesVersion: KubernetesVersion.V1_32,
 *   residency: Residency.of('EU'),
 * });
 */
@checked
export class Residency {
  /**
   * That of a country, of a part of it, or of the European Union.
   * @param code of ISO 3166, for example 'CN', 'DE' or 'US-CA'; 'EU' for the European Union
   * @throws where it is no such code
   */
  public static of(code: string): Residency {
    const problems = new Problems('Residency.of');
    const isCode = /^[A-Z]{2}(-[A-Z0-9]{1,3})?$/.test(code);
    problems.check(isCode, 'code', code, 'must be a code of ISO 3166 in capital letters', "for example 'CN' or 'EU'");
    problems.raise();
    return new Residency(code);
  }

  private constructor(
    /** The code. */
    public readonly code: string,
  ) {}

  /**
   * Whether it lies in another one: a country in itself and in its union, a part of a country in that country.
   * @param other the other one
   */
  public liesIn(other: Residency): boolean {
    const [country] = this.code.split('-');
    return this.code === other.code || country === other.code || (other.code === 'EU' && EU.has(country));
  }
}
