import { Finding } from '../../../capacity/model';
import { parseQuantity } from '../../../capacity/quantity';
import { KubePodSpec } from '../../../manifest/kube';

/** No container runs in less: its runtime alone takes several of them. */
const LEAST_BYTES = 2 ** 20;

/** What the unit of a quantity stands for, where it makes so little. */
const UNITS: Readonly<Record<string, string>> = {
  '': 'a number without unit counts bytes',
  n: 'n stands for billionths',
  u: 'u stands for millionths',
  m: 'm stands for thousandths',
  k: 'k stands for thousands',
  Ki: 'Ki stands for 1024',
};

interface Tiny {
  readonly container: string;
  readonly field: 'request' | 'limit';
  readonly text: string;
  readonly bytes: number;
}

/**
 * Memory in a wrong unit: `512m` is half a byte and `512` are bytes, both legal. With such a limit no container starts; such a request says nothing of
 * what the container takes.
 */
export function tinyMemory(spec: KubePodSpec, owner: string, path: string): Finding[] {
  const found = [...(spec.initContainers ?? []), ...(spec.containers ?? [])].flatMap(({ name = '', resources }) => [
    ...tiny(name, 'request', resources?.requests?.memory),
    ...tiny(name, 'limit', resources?.limits?.memory),
  ]);
  const [first] = found;
  if (!first) {
    return [];
  }
  const isLimit = found.some(({ field }) => field === 'limit');
  const unit = UNITS[/[a-zA-Z]*$/.exec(first.text)![0]] ?? 'that is less than any container takes';
  const texts = found.map(({ container, field, text }) => `${field} ${text} of ${container}`);
  return [
    {
      code: 'MEMORY_UNIT_WRONG',
      severity: isLimit ? 'error' : 'warning',
      ...(!isLimit && { uncovered: true as const }),
      path,
      message: `${owner} has ${first.bytes === 1 ? '1 byte' : `${first.bytes} bytes`} of memory where it says ${first.text} (${texts.join(', ')}): ${unit}; ${
        isLimit ? 'no container starts with so little' : 'what its pods take is unknown'
      }`,
      actual: first.text,
      cure: [`memory: ${Number.parseFloat(first.text)}Mi`],
    },
  ];
}

function tiny(container: string, field: Tiny['field'], text: string | number | undefined): Tiny[] {
  const bytes = text === undefined ? 0 : (parseQuantity('memory', text) ?? 0);
  return bytes > 0 && bytes < LEAST_BYTES ? [{ container, field, text: String(text), bytes }] : [];
}
