const COMMAND = 'npx cdk8s-autonomous images lock';

/** The command that writes the digests of these images into the lock file. */
export function lockCommand(references: readonly string[]): string {
  return [COMMAND, ...references].join(' ');
}

/** The images that such a command names; none where the text is none. */
export function imagesOfCommand(text: string): string[] {
  return text.startsWith(`${COMMAND} `) ? text.slice(COMMAND.length + 1).split(' ') : [];
}
