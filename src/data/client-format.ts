/** In what form a client is told where something is, and who it is there. */
export enum ClientFormat {
  /** Variables of the server's own tools, such as PGHOST, and files. */
  PLAIN = 'plain',
  /** Variables that Spring Boot reads as its properties, such as SPRING_DATASOURCE_URL. */
  SPRING = 'spring',
}
