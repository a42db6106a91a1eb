import { spawnSync } from 'child_process';
import * as path from 'path';

/** Programs that packages of a language are made with, as they are asked whether they are there. Those of Go are sources and need none. */
const TOOLS: Readonly<Record<string, readonly string[]>> = {
  js: [],
  python: ['python3 -m pip --version', 'python3 -m venv --help'],
  java: ['javac -version', 'mvn --version'],
  go: [],
  dotnet: ['dotnet --version'],
};

/**
 * usage: languages.ts STAGE OUTDIR [LANGUAGE...]
 * Makes the packages of the languages named, or of all whose tools are there; says which are not made. The staged package of npm is packed into each.
 */
function main([stage, outdir, ...named]: readonly string[]): number {
  const strange = named.filter((name) => !(name in TOOLS));
  if (strange.length > 0) {
    console.error(`${strange.join(', ')}: is none of ${Object.keys(TOOLS).join(', ')}`);
    return 2;
  }
  const asked = named.length > 0 ? named : Object.keys(TOOLS);
  const made = asked.filter((language) => {
    const missing = TOOLS[language].filter((tool) => !isThere(tool));
    if (missing.length > 0) {
      console.error(`no package for ${language}: '${missing.join("', '")}' does not run here`);
    }
    return missing.length === 0;
  });
  if (made.length < asked.length && named.length > 0) {
    return 1;
  }
  // What go.mod names may be in no module proxy yet: programs that use the package are compiled instead (.ci/languages).
  const [sources, built] = [made.filter((name) => name === 'go'), made.filter((name) => name !== 'go')];
  return pacmak(stage, outdir, built) || pacmak(stage, outdir, sources, '--code-only');
}

function pacmak(stage: string, outdir: string, languages: readonly string[], ...options: string[]): number {
  if (languages.length === 0) {
    return 0;
  }
  const { MAVEN_REPOSITORY } = process.env;
  const args = [
    ...[stage, '--outdir', outdir, ...options, '--targets', ...languages],
    ...(MAVEN_REPOSITORY === undefined ? [] : ['--maven-local-repository', path.resolve(MAVEN_REPOSITORY)]),
  ];
  const { status } = spawnSync('jsii-pacmak', args, { stdio: 'inherit' });
  return status ?? 1;
}

function isThere(command: string): boolean {
  const [program, ...args] = command.split(' ');
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0;
}

process.exitCode = main(process.argv.slice(2));
