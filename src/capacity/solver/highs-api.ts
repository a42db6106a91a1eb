/** The part of the highs package's API that is used here; the package has no place in our own types. */
export interface HighsApi {
  readonly infinity: number;
  createModel(data: unknown): HighsModel;
}

export interface HighsModel {
  setOption(name: string, value: boolean | number): void;
  run(): void;
  getModelStatus(): number;
  getObjectiveValue(): number;
  getSolution(): { readonly colValue: Float64Array; readonly rowDual: Float64Array };
  getInfo(name: string): number;
  addCols(data: unknown): void;
  changeRowBounds(row: number, lower: number, upper: number): void;
  changeColBounds(column: number, lower: number, upper: number): void;
  dispose(): void;
}

/** Files of the package: its script and its WebAssembly. */
export interface HighsFiles {
  readonly script: string;
  readonly wasm: string;
}
