package com.example.shop;

import dev.clearway.flyway.ClearwayConfigurationExtension;
import org.springframework.boot.autoconfigure.flyway.FlywayConfigurationCustomizer;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Only for those who want other settings than the defaults: spring.flyway.clearway.* */
@Configuration
class ClearwaySettings {

  @Bean
  FlywayConfigurationCustomizer clearway(Environment environment) {
    return flyway ->
        Binder.get(environment)
            .bind(
                "spring.flyway.clearway",
                Bindable.ofInstance(
                    flyway.getPluginRegister().getPlugin(ClearwayConfigurationExtension.class)),
                new NoUnboundElementsBindHandler(BindHandler.DEFAULT));
  }
}
