import { refusal, World } from './world';
import { Found, list } from '../../routes/claims';

const RELATIVE = ['INSERT_BEFORE', 'INSERT_AFTER', 'REPLACE', 'MERGE', 'REMOVE'];
const ROUTES = ['ROUTE_CONFIGURATION', 'HTTP_ROUTE'];
const FILTERS = ['HTTP_FILTER', 'NETWORK_FILTER', 'VIRTUAL_HOST'];

/** Patches of Envoy that Istio takes and does not apply, or applies in an order that nobody chose (IST0151 to 0155). */
export function filtersApply(world: World): string[] {
  return world.of('networking.istio.io/EnvoyFilter').flatMap(patches);
}

function patches(found: Found): string[] {
  const { spec = {} } = found.json;
  return list(spec.configPatches).flatMap(({ applyTo, patch = {}, match = {} }) => {
    const { operation } = patch;
    const ofRoutes = ROUTES.includes(applyTo);
    if (operation === 'ADD' && ofRoutes) {
      return [refusal(found, 153, `adds to ${applyTo}, which Istio ignores`, 'MERGE or INSERT_BEFORE')];
    }
    if (operation === 'REMOVE' && ofRoutes) {
      return [refusal(found, 154, `removes of ${applyTo}, which Istio ignores`, 'VIRTUAL_HOST, or MERGE')];
    }
    if (operation === 'REPLACE' && !FILTERS.includes(applyTo)) {
      return [refusal(found, 152, `replaces ${applyTo}, which is for ${FILTERS.join(', ')}`, 'MERGE')];
    }
    const unordered = RELATIVE.includes(operation) && operation !== 'MERGE' && !spec.priority;
    const code = match.proxy?.proxyVersion ? 155 : 151;
    const text = `${operation} is relative to filters of others, whose order nobody says`;
    return unordered ? [refusal(found, code, text, 'a priority')] : [];
  });
}
