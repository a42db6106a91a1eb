import { PropertyVisitor } from './visitor';
import { Problems } from '../../manifest/problems';
import { checked } from '../../props/checked';
import { DataClass } from '../../protection/data-class';

/** Whether a property can be set. */
export enum PropertyAccess {
  /** It is reported. */
  READ_ONLY = 'ReadOnly',
  /** It is reported, and can be set by a twin. */
  READ_WRITE = 'ReadWrite',
}

/** What every property of a device has. */
export interface PropertyProps {
  /** How the mapper finds the value. */
  readonly visitor: PropertyVisitor;
  /**
   * Whether it can be set.
   * @default PropertyAccess.READ_ONLY
   */
  readonly access?: PropertyAccess;
  /**
   * What it is.
   * @default - none
   */
  readonly description?: string;
  /**
   * What it is, what it is collected for, and for how long.
   * @default - nobody says
   */
  readonly dataClasses?: DataClass[];
}

/** A property with a number. */
export interface NumberPropertyProps extends PropertyProps {
  /**
   * Unit of the number.
   * @default - none
   */
  readonly unit?: string;
  /**
   * Least value.
   * @default - any
   */
  readonly minimum?: number;
  /**
   * Largest value.
   * @default - any
   */
  readonly maximum?: number;
}

type PropertyType = 'INT' | 'FLOAT' | 'DOUBLE' | 'STRING' | 'BOOLEAN' | 'BYTES' | 'STREAM';

/** Something that a device tells, or can be told. */
@checked
export class DeviceProperty {
  /**
   * A whole number.
   * @param name Name of the property.
   * @param props Range and unit, whether it may be written, and how it is read.
   */
  public static ofInt(name: string, props: NumberPropertyProps): DeviceProperty {
    return new DeviceProperty(name, 'INT', props);
  }

  /**
   * A number of single precision.
   * @param name Name of the property.
   * @param props Range and unit, whether it may be written, and how it is read.
   */
  public static ofFloat(name: string, props: NumberPropertyProps): DeviceProperty {
    return new DeviceProperty(name, 'FLOAT', props);
  }

  /**
   * A number of double precision.
   * @param name Name of the property.
   * @param props Range and unit, whether it may be written, and how it is read.
   */
  public static ofDouble(name: string, props: NumberPropertyProps): DeviceProperty {
    return new DeviceProperty(name, 'DOUBLE', props);
  }

  /**
   * A text.
   * @param name Name of the property.
   * @param props Whether it may be written, and how it is read.
   */
  public static ofString(name: string, props: PropertyProps): DeviceProperty {
    return new DeviceProperty(name, 'STRING', props);
  }

  /**
   * True or false.
   * @param name Name of the property.
   * @param props Whether it may be written, and how it is read.
   */
  public static ofBoolean(name: string, props: PropertyProps): DeviceProperty {
    return new DeviceProperty(name, 'BOOLEAN', props);
  }

  /**
   * Bytes.
   * @param name Name of the property.
   * @param props Whether it may be written, and how it is read.
   */
  public static ofBytes(name: string, props: PropertyProps): DeviceProperty {
    return new DeviceProperty(name, 'BYTES', props);
  }

  /**
   * A stream, such as that of a camera; it has no twin value. Mappers of KubeEdge's framework know the names `saveFrame` and `saveVideo`, and no
   * others.
   * @param name Name of the property.
   * @param props Whether it may be written, and how it is read.
   */
  public static ofStream(name: string, props: PropertyProps): DeviceProperty {
    return new DeviceProperty(name, 'STREAM', props);
  }

  private constructor(
    /** Name of the property, unique in its model. */
    public readonly name: string,
    /** @internal */
    public readonly _type: PropertyType,
    private readonly props: NumberPropertyProps,
  ) {
    const problems = new Problems(`DeviceProperty '${name}'`);
    const { visitor, minimum = -Infinity, maximum = Infinity } = props;
    problems.check(
      /^[A-Za-z][-_A-Za-z0-9]{0,62}$/.test(name),
      'name',
      name,
      'must be a letter, then letters, digits, - and _',
    );
    problems.check(minimum <= maximum, 'minimum', minimum, `must not be above maximum ${maximum}`);
    if (_type === 'INT') {
      const whole = [minimum, maximum].every((limit) => !Number.isFinite(limit) || Number.isInteger(limit));
      problems.check(whole, 'minimum, maximum', [minimum, maximum], 'must be whole numbers');
    }
    problems.check(
      this.access === PropertyAccess.READ_ONLY || visitor.writable,
      'access',
      this.access,
      'its visitor can only read',
      'PropertyAccess.READ_ONLY, or a register that can be written',
    );
    problems.raise();
  }

  /** Whether it can be set. */
  public get access(): PropertyAccess {
    return this.props.access ?? PropertyAccess.READ_ONLY;
  }

  /** What it is collected for; undefined where nobody said. */
  public get dataClasses(): DataClass[] | undefined {
    return this.props.dataClasses && [...this.props.dataClasses];
  }

  /** How the mapper finds the value. */
  public get visitor(): PropertyVisitor {
    return this.props.visitor;
  }

  /**
   * Why a value cannot be desired; undefined where it can.
   * @internal
   */
  public _refuses(value: string): string | undefined {
    const { minimum = -Infinity, maximum = Infinity } = this.props;
    const number = Number(value);
    switch (this._type) {
      case 'INT':
      case 'FLOAT':
      case 'DOUBLE':
        if (!/^-?\d+(\.\d+)?([eE][-+]?\d+)?$/.test(value) || (this._type === 'INT' && !Number.isInteger(number))) {
          return `must be ${this._type === 'INT' ? 'a whole number' : 'a number'}`;
        }
        return number < minimum || number > maximum ? `must be from ${minimum} to ${maximum}` : undefined;
      case 'BOOLEAN':
        return ['true', 'false'].includes(value) ? undefined : "must be 'true' or 'false'";
      case 'STREAM':
        return 'a stream has no value that could be desired';
      default:
        return undefined;
    }
  }

  /**
   * What else is said of it.
   * @internal
   */
  public get _edgex(): NumberPropertyProps {
    return this.props;
  }

  /** @internal */
  public get _spec(): object {
    const { description, unit, minimum, maximum, visitor } = this.props;
    return {
      name: this.name,
      type: this._type,
      accessMode: this.access,
      ...(description !== undefined && { description }),
      ...(unit !== undefined && { unit }),
      ...(minimum !== undefined && { minimum: String(minimum) }),
      ...(maximum !== undefined && { maximum: String(maximum) }),
      visitors: this._visitors(visitor),
    };
  }

  /**
   * The visitor in the form that devices and models share; mappers want the type there too.
   * @internal
   */
  public _visitors(visitor: PropertyVisitor = this.visitor): object {
    const dataType = this._type.toLowerCase();
    return { protocolName: visitor.protocol.name, configData: { dataType, ...visitor._configData } };
  }
}
