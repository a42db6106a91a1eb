import { Size } from 'cdk8s';

const MIB = 2 ** 20;

/** What a server takes beside data: itself, the stream that replicas read, and the buffers of replicas and clients (redis-files.ts bounds them). */
const BESIDE = 192 * MIB;

/**
 * Least memory of a server, in bytes. While a copy of the data is written or sent, pages that change are there twice (fork and copy on write); what an
 * allocator leaves free between values is about a tenth.
 * @param rewritten share of the data that changes meanwhile
 */
export function leastMemory(dataBytes: number, rewritten: number): number {
  return Math.ceil((dataBytes * (1.1 + rewritten) + BESIDE) / MIB) * MIB;
}

/** The same as a size. */
export function sizeOf(bytes: number): Size {
  return Size.mebibytes(Math.ceil(bytes / MIB));
}
