/** What a value of a type of cdk8s or constructs has, by which it is known whichever copy of the package it is from, and how one is made. */
export interface ForeignType {
  readonly member: string;
  readonly example?: string;
}

/** Types that are made elsewhere, and that are asked for by name. */
export const FOREIGN_TYPES: Readonly<Record<string, ForeignType>> = {
  App: { member: 'synth' },
  ApiObject: { member: 'toJson' },
  Chart: { member: 'toJson' },
  Construct: { member: 'node' },
  Cpu: { member: 'amount', example: 'Cpu.millis(500)' },
  Duration: { member: 'toMilliseconds', example: 'Duration.seconds(30)' },
  IConstruct: { member: 'node' },
  Size: { member: 'toKibibytes', example: 'Size.gibibytes(1)' },
};
