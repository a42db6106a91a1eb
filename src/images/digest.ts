/** `sha256:` and 64 hexadecimal digits: the name of what an image is. */
export const DIGEST = /^sha256:[0-9a-f]{64}$/;
