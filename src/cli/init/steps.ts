/** What setting up a project comes to: changes of files, settings of git, and what is left to a person. */

/** A file to be written. */
export interface FileChange {
  readonly kind: 'file';
  /** Relative to the folder, with `/`. */
  readonly path: string;
  /** What it is for. */
  readonly why: string;
  /** `null` where there is no file yet. */
  readonly before: string | null;
  readonly after: string;
}

/** A setting of this clone of the repository. */
export interface GitSetting {
  readonly kind: 'setting';
  readonly name: string;
  readonly value: string;
  readonly why: string;
}

/** What cannot be done with certainty, and is told. */
export interface ByHand {
  readonly kind: 'by hand';
  /** Where, and what. */
  readonly what: string;
  readonly lines: readonly string[];
}

/** What is there already. */
export interface Done {
  readonly kind: 'done';
  readonly what: string;
}

export type Step = FileChange | GitSetting | ByHand | Done;
