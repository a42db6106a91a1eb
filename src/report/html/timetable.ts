import { html, Markup } from './markup';
import { COLOURS } from './style';
import { ClusterEntry, TimetableEntry } from '../document';
import { headline, machinesOf, timeOf } from '../timetables';

/** Timetables as bars on a line for each machine; where styles are blocked they read as tables. */
export function timetables(cluster: ClusterEntry): Markup {
  const all = cluster.timetables ?? [];
  return html`${all.length > 0 && html`<h3>Timetables</h3>`} ${all.map(picture)}`;
}

function picture(timetable: TimetableEntry): Markup {
  const { tasks, steps, makespan } = timetable;
  const colour = (task: string) => COLOURS[tasks.findIndex(({ name }) => name === task) % COLOURS.length];
  const share = (time: number) => `${Number(((100 * time) / makespan).toFixed(3))}%`;
  return html`<p class="lead">${headline(timetable)}.</p>
    <p class="legend">${tasks.map(({ name }) => html`<span style="--c:${colour(name)}">${name}</span>`)}</p>
    <div class="wide">
      <table class="data timetable">
        <tbody>
          ${machinesOf(timetable).map(
            (machine) =>
              html`<tr>
                <td>${machine}</td>
                <td class="line">
                  ${steps
                    .filter((step) => step.machine === machine)
                    .map(
                      ({ task, start, end }) =>
                        html`<span
                          class="step"
                          style="left:${share(start)};width:${share(end - start)};background:${colour(task)}"
                          title="${task}: ${timeOf(start)} to ${timeOf(end)}"
                          >${task}
                        </span>`,
                    )}
                </td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}
