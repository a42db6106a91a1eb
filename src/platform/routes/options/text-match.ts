import { checkRegex } from './regex';
import { Problems } from '../../../manifest/problems';
import { checked } from '../../../props/checked';

/** How a header or a query parameter is looked at. */
@checked
export class TextMatch {
  /**
   * It is this.
   * @param value What it has to be.
   */
  public static exact(value: string): TextMatch {
    return new TextMatch('exact', value);
  }

  /**
   * It starts so.
   * @param value What it has to start with.
   */
  public static prefix(value: string): TextMatch {
    return new TextMatch('prefix', value);
  }

  /**
   * All of it matches an expression of RE2, which has no look-around and no back-references.
   * @param value The expression.
   */
  public static regex(value: string): TextMatch {
    return new TextMatch('regex', value);
  }

  /** It is there, whatever it is. */
  public static present(): TextMatch {
    return new TextMatch('regex', '.*');
  }

  private constructor(
    /** @internal */
    public readonly _kind: 'exact' | 'prefix' | 'regex',
    /** @internal */
    public readonly _value: string,
  ) {}

  /** @internal */
  public _check(problems: Problems, prop: string): void {
    problems.check(this._value !== '', prop, this._value, 'must not be empty', 'TextMatch.present() for any');
    if (this._kind === 'regex') {
      checkRegex(problems, prop, this._value);
    }
  }

  /** @internal */
  public _istio(): Record<string, string> {
    return { [this._kind]: this._value };
  }

  /**
   * The same without a prefix, which some matches do not know.
   * @internal
   */
  public _gatewayApi(): { type: string; value: string } {
    return this._kind === 'exact'
      ? { type: 'Exact', value: this._value }
      : { type: 'RegularExpression', value: this._kind === 'regex' ? this._value : `${escaped(this._value)}.*` };
  }

  /** @internal */
  public _istioQuery(): Record<string, string> {
    const { type, value } = this._gatewayApi();
    return type === 'Exact' ? { exact: value } : { regex: value };
  }
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
