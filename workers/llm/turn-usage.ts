import { estimateTokens } from '../platform/estimate-tokens.ts';

interface ReportedUsage {
  inputTokens?: number | undefined;
  outputTokens?: number | undefined;
}

/**
 * Tokens of a turn as they are used: what the model reports for each step, and an estimate where it reports nothing or
 * the step is still running, so that an answer that was stopped is counted as well.
 */
export class TurnUsage {
  /** The estimated prompt of the next step. */
  #promptTokens: number;
  #input = 0;
  #output = 0;
  #stepInput = 0;
  #stepOutput = 0;

  constructor(promptTokens: number) {
    this.#promptTokens = promptTokens;
  }

  get totalTokens(): number {
    return this.#input + this.#output;
  }

  beginStep(): void {
    this.#stepInput = this.#promptTokens;
    this.#stepOutput = 0;
  }

  addOutput(text: string): void {
    this.#stepOutput += estimateTokens(text);
  }

  endStep(reported: ReportedUsage): { input: number; output: number } {
    const input = reported.inputTokens ?? this.#stepInput;
    const output = reported.outputTokens ?? this.#stepOutput;
    this.#input += input;
    this.#output += output;
    // The next step reads all of this again, and the results of its calls, which are counted when they are reported.
    this.#promptTokens = input + output;
    this.#stepInput = 0;
    this.#stepOutput = 0;
    return { input, output };
  }

  /** The totals for the answer's metadata. They include the running step's estimated prompt, and not yet its output. */
  totals(): { input_tokens: number; output_tokens: number } {
    return { input_tokens: this.#input + this.#stepInput, output_tokens: this.#output };
  }
}
