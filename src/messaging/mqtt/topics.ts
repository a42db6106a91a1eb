import { TopicRights } from './topic-rights';
import { Problems } from '../../manifest/problems';

/** Stands in topics for the id of the client, which it proves: that of its certificate or token. */
export const OWN_ID = '{id}';

/** Whether a text is a filter of topics. */
export function isTopicFilter(text: string): boolean {
  const levels = text.split('/');
  return (
    text.length > 0 &&
    text.length <= 1000 &&
    /^[^\s"'\\\u0000-\u001f]+$/.test(text) &&
    levels.every((level, i) => (level === '#' ? i === levels.length - 1 : !level.includes('#'))) &&
    levels.every((level) => level === '+' || !level.includes('+'))
  );
}

/** Checks the rights of one client: filters that are ones, and none that opens all topics at once. */
export function checkRights(problems: Problems, prop: string, { publishes = [], subscribes = [] }: TopicRights): void {
  problems.check(publishes.length + subscribes.length > 0, prop, '{}', 'may do nothing', 'publishes or subscribes');
  for (const [what, topic] of [
    ...publishes.map((one) => ['publishes', one] as const),
    ...subscribes.map((one) => ['subscribes', one] as const),
  ]) {
    const place = `${prop}.${what}`;
    if (problems.check(isTopicFilter(topic), place, topic, 'must be a topic, with + for a level and # at its end')) {
      const [first] = topic.split('/');
      problems.check(first !== '#' && first !== '+', place, topic, 'opens all topics at once', 'begin with a name');
      problems.check(
        !first.startsWith('$'),
        place,
        topic,
        "begins with $, which is the broker's own",
        'begin with a name',
      );
    }
  }
}

/** Refuses braces in what one client may do: it is known by its name, and its topics are the same for all of its pods. */
export function refuseOwn(problems: Problems, prop: string, { publishes = [], subscribes = [] }: TopicRights): void {
  for (const topic of [...publishes, ...subscribes]) {
    const plain = !/[{}]/.test(topic);
    problems.check(
      plain,
      prop,
      topic,
      `holds braces, which stand for nothing here`,
      `its name, or ${OWN_ID} in what all may`,
    );
  }
}

/** Checks what every device may do: it publishes below its own id and nowhere else. */
export function checkOwnTopics(problems: Problems, prop: string, rights: TopicRights): void {
  checkRights(problems, prop, rights);
  for (const topic of rights.publishes ?? []) {
    const own = topic.split('/').includes(OWN_ID);
    problems.check(
      own,
      `${prop}.publishes`,
      topic,
      `is the same for all: one could speak for another`,
      `a level ${OWN_ID}`,
    );
  }
  for (const topic of [...(rights.publishes ?? []), ...(rights.subscribes ?? [])]) {
    const whole = topic.split('/').every((level) => level === OWN_ID || !/[{}]/.test(level));
    problems.check(whole, prop, topic, `holds a part of a level in braces`, `${OWN_ID} as a level of its own`);
  }
}
