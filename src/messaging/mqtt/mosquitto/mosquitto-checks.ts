import { ClientLogin } from './client-login';
import { MosquittoProps } from './mosquitto-props';
import { bytesOf, quantityOf } from '../../../manifest/amounts';
import { isDnsLabel } from '../../../manifest/names';
import { Problems } from '../../../manifest/problems';
import { checkOwnTopics, checkRights, refuseOwn } from '../topics';

/** Checks everything about a mosquitto that its props tell. */
export function checkMosquitto(
  problems: Problems,
  { clients, own, port, largestMessage, login, keeps }: MosquittoProps,
): void {
  for (const [name, rights] of Object.entries(clients)) {
    problems.check(isDnsLabel(name), 'clients', name, 'must be a DNS label: the name of a service');
    checkRights(problems, `clients.${name}`, rights);
    refuseOwn(problems, `clients.${name}`, rights);
  }
  problems.check(Object.keys(clients).length > 0 || own !== undefined, 'clients', '{}', 'nobody may connect to it');
  if (own) {
    checkOwnTopics(problems, 'own', own);
  }
  problems.check(port !== 1883, 'port', port, 'is the port of brokers without TLS: clients would try it so', '8883');
  const largest = largestMessage === undefined ? 1 : bytesOf(largestMessage);
  problems.check(
    largest > 0 && largest <= 255 * 2 ** 20,
    'largestMessage',
    largestMessage && quantityOf(largestMessage),
    'must be above 0 and at most 255 MiB, which MQTT ends at',
  );
  const size = keeps && quantityOf(keeps.messageSize);
  problems.check(!keeps || bytesOf(keeps.messageSize) > 0, 'keeps.messageSize', size, 'must be above 0');
  const known = login === undefined || login instanceof ClientLogin;
  problems.check(known, 'login', login, 'must say how clients prove who they are', 'ClientLogin.certificates()');
}
