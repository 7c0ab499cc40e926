import type { Clock } from '@reelwright/clock';
import type { RunEvent, RunFact } from '../events.ts';
import type { JournalStore } from '../state/journal-store.ts';

export interface EventSinkSettings {
  readonly run: string;
  readonly clock: Clock;
  readonly journal: JournalStore;
  readonly onEvent: (event: RunEvent) => void;
  /** Takes secrets out of a text. */
  readonly redact: (text: string) => string;
}

/**
 * Numbers events, writes them to the journal and only then shows them. What is told within one turn of the event loop is
 * committed together: a thousand tasks that are looked at by one call cost one write.
 */
export class EventSink {
  readonly #settings: EventSinkSettings;
  #pending: RunEvent[] = [];
  #sequence = 0;
  #flushIsDue = false;
  #journalWorks = true;

  constructor(settings: EventSinkSettings) {
    this.#settings = settings;
  }

  emit(fact: RunFact): void {
    const { clock, redact } = this.#settings;
    this.#pending.push(redactText({ sequence: ++this.#sequence, at: Math.round(clock.now()), ...fact }, redact));
    if (this.#flushIsDue) return;
    this.#flushIsDue = true;
    setImmediate(() => this.flush());
  }

  /** Everything told so far is in the journal and has been shown. */
  flush(): void {
    this.#flushIsDue = false;
    const events = this.#pending;
    if (events.length === 0) return;
    this.#pending = [];
    this.#write(events);
    for (const event of events) this.#settings.onEvent(event);
  }

  /** A journal that cannot be written must not keep a paid task from being collected: it is said once, and the run goes on. */
  #write(events: RunEvent[]): void {
    const { run, journal, clock } = this.#settings;
    if (!this.#journalWorks) return;
    try {
      journal.append(run, events);
    } catch (error) {
      this.#journalWorks = false;
      const message = `The journal of this run cannot be written any more. ${error instanceof Error ? error.message : ''}`.trim();
      events.push({ sequence: ++this.#sequence, at: Math.round(clock.now()), type: 'warning-raised', message });
    }
  }
}

/** Every text of an event, at any depth. */
function redactText<T>(value: T, redact: (text: string) => string): T {
  // The shape is kept: texts become texts, everything else stays what it is.
  if (typeof value === 'string') return redact(value) as T;
  if (Array.isArray(value)) return value.map((item) => redactText(item, redact)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, redactText(member, redact)])) as T;
}
