import { expect } from 'vitest';
import type { TestUser } from '../tenant.ts';
import { type Battlefield, digestOf } from './shops.ts';

/**
 * Judges if an attack of a principal did harm: if it changed or revealed anything that it must not. Nothing else may
 * change the two shops between attacks.
 */
export class Judge {
  readonly #field: Battlefield;
  readonly #exempt: { attackers: string[]; poisoned: string[] };
  #digests: string[] | undefined;

  /** @param poisoned Products whose text the attacks themselves write. */
  constructor(field: Battlefield, attacker: Pick<TestUser, 'userId'>, poisoned: string[] = []) {
    this.#field = field;
    this.#exempt = { attackers: [attacker.userId], poisoned };
  }

  /** Runs an attack, one at a time; it returns all that came back to the attacker. */
  async unharmed(attack: () => Promise<string>): Promise<void> {
    const before = this.#digests ?? (await this.#look());
    const got = await attack();
    // Each attack answers for itself: the next one is judged from here on.
    this.#digests = await this.#look();
    for (const canary of this.#field.canaries) expect(got.includes(canary), `it shows ${canary}`).toBe(false);
    expect(this.#digests).toEqual(before);
  }

  async #look(): Promise<string[]> {
    return [
      await digestOf(this.#field.here, this.#exempt),
      await digestOf(this.#field.elsewhere, { attackers: [], poisoned: [] }),
    ];
  }
}
