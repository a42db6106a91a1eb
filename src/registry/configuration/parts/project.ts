import { Size } from 'cdk8s';
import { HarborMember } from './member';
import { HarborRetention } from './retention';
import { HarborUpstream } from './upstream';
import { bytesText } from '../../../capacity/forecast/texts';
import { bytesOf } from '../../../manifest/amounts';
import { Problems } from '../../../manifest/problems';
import { checked } from '../../../props/checked';
import { DataClass } from '../../../protection/data-class';
import { Bandwidth } from '../../../units/bandwidth';
import { DataSize } from '../../../units/data-size';

/** From which severity on images are not given out. */
export enum HarborSeverity {
  /** Low and worse. */
  LOW = 'low',
  /** Medium and worse. */
  MEDIUM = 'medium',
  /** High and critical. */
  HIGH = 'high',
  /** Critical alone. */
  CRITICAL = 'critical',
}

/** What images a project holds, from which the storage that it needs follows. */
export interface HarborImages {
  /** Repositories. */
  readonly repositories: number;
  /** One image: its compressed layers. Layers that several share count once each time: the need is the most that there can be. */
  readonly size: DataSize;
  /**
   * Tags of each repository that are there at most.
   * @default - what the retention keeps; needed with `immutableTags`, which no retention removes
   */
  readonly tags?: number;
}

/** What every project has, cache or not. */
export interface HarborCommonProjectProps {
  /**
   * Storage that its images may take.
   * @default - not limited
   */
  readonly quota?: Size;
  /**
   * Whether everybody may pull.
   * @default false
   */
  readonly publicAccess?: boolean;
  /**
   * What is kept of each repository.
   * @default - everything; a cache keeps what was pulled within 7 days, as Harbor sets it
   */
  readonly retention?: HarborRetention;
  /**
   * Who may do what in it, besides administrators. Others that are members stay.
   * @default - nobody else
   */
  readonly members?: HarborMember[];
  /**
   * Whether each image is scanned when it comes in.
   * @default false
   */
  readonly scanOnPush?: boolean;
  /**
   * Severity from which on images are not given out. Needs `scanOnPush`: what is not scanned has no severity.
   * @default - all are given out
   */
  readonly blockSeverity?: HarborSeverity;
  /**
   * What is in its images, such as maps or what models were trained with.
   * @default - nothing that is bound to a place
   */
  readonly dataClasses?: DataClass[];
}

/** A project of a Harbor. */
export interface HarborProjectProps extends HarborCommonProjectProps {
  /**
   * Whether each image gets a bill of materials (SBOM) when it comes in.
   * @default false
   */
  readonly sbom?: boolean;
  /**
   * Whether images without a signature of cosign are not given out.
   * @default false
   */
  readonly signed?: boolean;
  /**
   * Patterns of tags that nobody overwrites or deletes, for example 'v*': the retention keeps them, too, and they need storage for ever.
   * @default - none
   */
  readonly immutableTags?: string[];
  /**
   * What images it holds: a `quota` below what they need is refused.
   * @default - not known
   */
  readonly images?: HarborImages;
}

/** A project that is a cache of another registry. */
export interface HarborProxyCacheProps extends HarborCommonProjectProps {
  /** The other registry. */
  readonly upstream: HarborUpstream;
  /**
   * Most that all its downloads together take from upstream, each by itself.
   * @default - not limited
   */
  readonly speed?: Bandwidth;
}

/** Harbor counts in units of 1024 bits per second, whatever it calls them. */
const UNIT_BITS = 1024;

/** A project of a Harbor that a configuration makes. */
@checked
export class HarborProject {
  /** @internal */
  public static _of(name: string, props: HarborProjectProps, cache?: HarborProxyCacheProps): HarborProject {
    return new HarborProject(name, props, cache);
  }

  private constructor(
    /** Name of the project, the first part of the names of its images. */
    public readonly projectName: string,
    /** @internal */
    public readonly _props: HarborProjectProps,
    /** @internal */
    public readonly _cache?: HarborProxyCacheProps,
  ) {}

  /** @internal */
  public _check(problems: Problems): void {
    const { projectName: name, _props: props, _cache: cache } = this;
    problems.check(
      /^[a-z0-9]+([._-][a-z0-9]+)*$/.test(name) && name.length <= 255,
      'name',
      name,
      'must be letters in lower case and digits, with single -, _ and . between',
    );
    problems.check(
      props.blockSeverity === undefined || props.scanOnPush === true,
      'blockSeverity',
      props.blockSeverity,
      'would let through what nobody scanned',
      'scanOnPush: true',
    );
    const tags = props.immutableTags ?? [];
    problems.check(new Set(tags).size === tags.length, 'immutableTags', tags, 'must name each pattern once');
    problems.check(tags.every(Boolean), 'immutableTags', tags, 'must not be empty', "'**' is all");
    const members = (props.members ?? []).map((one) => `${one._state.kind} ${one.name}`);
    problems.check(new Set(members).size === members.length, 'members', members, 'has one of them twice');
    props.retention?._check(problems);
    this.checkQuota(problems);
    const slow = cache?.speed && cache.speed.toBitsPerSecond() < UNIT_BITS;
    problems.check(!slow, 'speed', cache?.speed?.toBitsPerSecond(), `must be at least ${UNIT_BITS} bits per second`);
  }

  private checkQuota(problems: Problems): void {
    const { images, quota, retention, immutableTags = [] } = this._props;
    problems.check(quota === undefined || bytesOf(quota) > 0, 'quota', quota && bytesOf(quota), 'must be above 0');
    if (!images) {
      return;
    }
    const { repositories, size } = images;
    const kept = immutableTags.length === 0 ? retention?._kept : undefined;
    const tags = images.tags ?? kept;
    const whole = (count: number) => Number.isInteger(count) && count > 0;
    problems.check(whole(repositories), 'images.repositories', repositories, 'must be a whole number above 0');
    problems.check(
      tags !== undefined,
      'images.tags',
      undefined,
      retention?._kept !== undefined
        ? 'is not known: retention removes no immutable tags, so there are more than it keeps'
        : 'is not known: the retention does not keep a number of tags',
      'tags: the most of them that there are at a time',
    );
    problems.check(tags === undefined || whole(tags), 'images.tags', tags, 'must be a whole number above 0');
    const need = repositories * size.toBytes() * (tags ?? 0);
    problems.check(
      quota === undefined || !Number.isFinite(need) || bytesOf(quota) >= need,
      'quota',
      quota && bytesText(bytesOf(quota)),
      `is less than what its images need: ${repositories} repositories x ${bytesText(size.toBytes())} x ${tags} tags = ${bytesText(need)}`,
      `Size.gibibytes(${Math.ceil(need / 2 ** 30)}), or a retention that keeps fewer`,
    );
  }

  /** @internal */
  public get _metadata(): Record<string, string> {
    const { publicAccess, scanOnPush, blockSeverity, sbom, signed } = this._props;
    const speed = this._cache?.speed?.toBitsPerSecond();
    const flag = (value: boolean | undefined) => String(value ?? false);
    return {
      public: flag(publicAccess),
      auto_scan: flag(scanOnPush),
      prevent_vul: flag(blockSeverity !== undefined),
      ...(blockSeverity !== undefined && { severity: blockSeverity }),
      ...(this._cache
        ? { proxy_speed_kb: speed === undefined ? '-1' : String(Math.floor(speed / UNIT_BITS)) }
        : { auto_sbom_generation: flag(sbom), enable_content_trust_cosign: flag(signed) }),
    };
  }
}
