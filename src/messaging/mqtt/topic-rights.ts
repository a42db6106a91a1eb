/** What a client may do. Topics are filters of MQTT: `+` stands for one level, `#` at the end for all below. */
export interface TopicRights {
  /**
   * Topics that it may publish to, for example ['commands/#'].
   * @default - none
   */
  readonly publishes?: string[];
  /**
   * Topics that it may subscribe to, for example ['vehicles/+/status']. Shared subscriptions (`$share/<group>/...`) are asked for by the topic behind the group.
   * @default - none
   */
  readonly subscribes?: string[];
}
