/** Why a rehearsal does not begin, or cannot go on: something that its user has to change. */
export class RehearsalRefused extends Error {}
