export const POSITION_SCHEMA = 'CREATE TABLE position (sequence INTEGER NOT NULL);';

/** The last sequence that a shard has passed on; null while it is not fed. */
export class Position {
  readonly #sql: SqlStorage;
  #known: number | null;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    const [row] = sql.exec<{ sequence: number }>('SELECT sequence FROM position');
    this.#known = row?.sequence ?? null;
  }

  get(): number | null {
    return this.#known;
  }

  set(sequence: number): void {
    if (this.#known === null) this.#sql.exec('INSERT INTO position (sequence) VALUES (?)', sequence);
    else this.#sql.exec('UPDATE position SET sequence = ?', sequence);
    this.#known = sequence;
  }

  forget(): void {
    this.#sql.exec('DELETE FROM position');
    this.#known = null;
  }
}
