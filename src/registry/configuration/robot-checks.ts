import { HarborConfigurationProps, HarborRobotProps } from './harbor-configuration-props';
import { HarborRobot } from './parts/robot';
import { Problems } from '../../manifest/problems';
import { timeText } from '../../manifest/time-text';

/** Checks an account that is added to others. */
export function checkRobot(
  problems: Problems,
  others: readonly HarborRobot[],
  name: string,
  props: HarborRobotProps,
  { apiServer }: HarborConfigurationProps,
): void {
  problems.check(
    /^[a-z0-9]+([._-][a-z0-9]+)*$/.test(name) && name.length <= 200,
    'name',
    name,
    'must be letters in lower case and digits, with single -, _ and . between',
  );
  const taken = others.some(({ robotName }) => robotName === name);
  problems.check(!taken, 'name', name, 'is the name of another robot already');
  problems.check(
    apiServer !== undefined,
    'apiServer',
    undefined,
    'is needed where there are robots: the Job writes their logins into a Secret',
    "Peer.cidr('10.0.0.1/32', 443) in the props of the configuration",
  );
  const { duration, pushTo } = props;
  const days = duration?.toDays({ integral: false });
  problems.check(
    days === undefined || (Number.isInteger(days) && days > 0),
    'duration',
    timeText(duration),
    'must be whole days',
  );
  if (pushTo) {
    const { path, store } = pushTo;
    problems.check(path !== '' && !/[#\s]/.test(path), 'pushTo.path', path, 'must be the path of an entry alone');
    const same = others.find(
      ({ _props: { pushTo: one } }) => one?.path === path && one.store.storeName === store.storeName,
    );
    problems.check(same === undefined, 'pushTo.path', path, `is that of robot ${same?.robotName} already`);
  }
}
