/** What the process answers with. Scripts rely on these: a code, once released, keeps its meaning. */
export const exitCodes = {
  done: 0,
  stepFailed: 1,
  usage: 2,
  frozen: 3,
  uncertain: 4,
  budget: 5,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The exit code for the outcome that a run reports of itself. */
export const exitCodeOfOutcome = {
  done: exitCodes.done,
  failed: exitCodes.stepFailed,
  uncertain: exitCodes.uncertain,
  budget: exitCodes.budget,
  interrupted: exitCodes.interrupted,
} as const;
