import { digestOfLogin, loginIn, madeBy, markOf, withMark } from './mark';
import { Blocked } from './refused';
import { attempt, Run, settle } from './run';
import { EndpointState } from './state';

/** The other registries that this one copies to, from, or caches. Harbor asks each of them before it takes it: one that is away is not taken. */
export async function settleEndpoints(run: Run): Promise<void> {
  for (const endpoint of run.state.endpoints) {
    const what = `endpoint ${endpoint.name}`;
    await attempt(run, what, async () => {
      const { id } = await settle(run, itemOf(run, endpoint, what));
      run.endpoints.set(endpoint.name, id);
    });
  }
}

function itemOf(run: Run, endpoint: EndpointState, what: string) {
  const { client, readFile } = run;
  const { name, type, url, login, caFile } = endpoint;
  const [username, password] = login ? [login.username, login.password].map(readFile) : ['', ''];
  const ca = caFile === undefined ? undefined : readFile(caFile);
  const digest = login && digestOfLogin(readFile(run.state.login.password), [url, username, password]);
  const described = (found?: any) => {
    const mark = markOf(run.state.owner, found === undefined || isOurs(run, what, found), digest);
    return withMark(found?.description, mark);
  };
  return {
    what,
    read: () => namedIn(run, '/registries', name),
    differences: (found: any) => {
      if (found.type !== type) {
        throw new Blocked(`is a ${found.type}, which cannot become a ${type}: another name, or remove it in Harbor`);
      }
      return [
        ...(found.url === url ? [] : ['url']),
        ...(found.insecure ? ['insecure'] : []),
        ...((found.credential?.access_key ?? '') === username ? [] : ['user']),
        ...(loginIn(found.description) === digest ? [] : ['password']),
        ...(ca === undefined || found.ca_certificate?.trim() === ca.trim() ? [] : ['certificate']),
        ...(found.description === described(found) || loginIn(found.description) !== digest ? [] : ['description']),
      ];
    },
    make: () =>
      client.write('POST', '/registries', {
        name,
        type,
        url,
        insecure: false,
        description: described(),
        ...(login && { credential: { type: 'basic', access_key: username, access_secret: password } }),
        ...(ca !== undefined && { ca_certificate: ca }),
      }),
    change: (found: any) =>
      client.write('PUT', `/registries/${found.id}`, {
        name,
        url,
        insecure: false,
        description: described(found),
        credential_type: 'basic',
        access_key: username,
        access_secret: password,
        ...(ca !== undefined && { ca_certificate: ca }),
      }),
  };
}

/** What of a list has exactly that name. */
export async function namedIn({ client }: Run, path: string, name: string): Promise<any> {
  const found = await client.list(`${path}?q=${encodeURIComponent(`name=${name}`)}`);
  return found.find((one) => one.name === name);
}

/** Whether it is of this owner's making. Refuses what another owner made: two would undo each other's work for ever. */
export function isOurs({ state }: Run, what: string, { description }: any): boolean {
  const maker = madeBy(description);
  if (maker !== undefined && maker !== state.owner) {
    throw new Blocked(`${what} is made by ${maker}: another name, or one of the two`);
  }
  return maker === state.owner;
}
